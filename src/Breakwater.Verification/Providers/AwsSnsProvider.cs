using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Amazon SNS over HTTPS.</summary>
internal static class AwsSnsProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "aws-sns",
        Title = "Amazon SNS",
        Scheme = config => new SnsScheme(config.Required("topicArn")),
        Values = [new("topicArn", Required: true, "The ARN of the topic; a list where several topics come in here. Messages of other topics are refused.")],
        Signature = "`Signature` in the body: RSA with SHA-1 (version 1) or SHA-256 (version 2), by a certificate of SNS",
        Waits = TimeSpan.FromSeconds(15),
        Retries = "3 after 20 s; by the topic's delivery policy up to an hour",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/MessageId")],
            Type = [Read.Pointer("/Type")],
            Key = [Read.Pointer("/TopicArn")],
            Version = [Read.Pointer("/SequenceNumber")],
            Time = [Read.Pointer("/Timestamp")],
        },
        Handshake = _ => new SnsHandshake(),
        Sample = new ProviderSample(
            "Notification",
            [new("Content-Type", "text/plain; charset=UTF-8"), new("x-amz-sns-message-type", "{type}"), new("x-amz-sns-message-id", "{id}"), new("x-amz-sns-topic-arn", "{key}")],
            """{"Type":"{type}","MessageId":"{id}","TopicArn":"{key}","Message":"A sample message","Timestamp":"{iso}","SignatureVersion":"2"}""")
        {
            Key = "arn:aws:sns:eu-central-1:000000000000:sample",
        },
        Setup = "Create a subscription of the topic with protocol HTTPS and the source's URL as endpoint while Breakwater runs: it confirms by itself. Leave raw message delivery off; raw messages are not signed.",
    };
}
