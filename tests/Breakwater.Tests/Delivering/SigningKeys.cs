namespace Breakwater.Tests.Delivering;

/// <summary>The key of RFC 8032, section 7.1, test 1, as Standard Webhooks write it, and a signature that another library made with it.</summary>
internal static class SigningKeys
{
    public const string Seed = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    public const string Pair = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";
    public const string Public = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    /// <summary>Over <c>evt_1.1767225600.{"a":1}</c>.</summary>
    public const string Signature = "v1a,/7UhdWaCl62i3lzN/W7E+KfPV7tywPGBFC8SrWpTyvY9UckcwBBqFXHD2fpI/XTl2Aa2Lk6CtOJ6oJpiLdG5CA==";
}
