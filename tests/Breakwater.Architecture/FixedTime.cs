using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Breakwater.Architecture;

/// <summary>
/// Row 43: nothing that is compared with a secret tells by its time how right it is. A wrong secret, a wrong signature and a malformed
/// one go the same way: every key, every candidate, a comparison in fixed time, and no early end.
/// </summary>
public sealed class FixedTime
{
    private const string Comparison = "FixedTimeEquals";

    private static readonly string[] Places =
    [
        "src/Breakwater.AspNetCore/Api/Tokens.cs",
        "src/Breakwater.Verification/Schemes/Digests.cs",
        "src/Breakwater.Verification/Schemes/HmacKeys.cs",
        "src/Breakwater.Verification/Schemes/SharedTexts.cs",
    ];

    /// <summary>Names of what must not leak, in the folders where they are compared.</summary>
    private static readonly string[] Secret = ["secret", "signature", "signatures", "expected", "mac", "hash", "hashes", "known", "candidate", "token", "password"];

    [Fact]
    public void Secrets_are_compared_in_four_places()
    {
        var found = Sources.Trees("src").Where(tree => Comparisons(tree).Any()).Select(tree => Sources.Relative(tree.FilePath));
        Assert.Equal(Places, found);
    }

    [Fact]
    public void A_comparison_never_ends_its_loop_early()
    {
        foreach (var comparison in Sources.Trees("src").SelectMany(Comparisons))
        {
            var loop = comparison.Ancestors().OfType<CommonForEachStatementSyntax>().Last();
            Assert.DoesNotContain(loop.DescendantNodes(), node => node is ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax);
            Assert.True(comparison.Ancestors().OfType<AssignmentExpressionSyntax>().Any(), "its result is kept, and nothing depends on it in the loop");
            Assert.DoesNotContain(comparison.Ancestors().TakeWhile(node => node != loop), node => node is IfStatementSyntax);
        }
    }

    [Fact]
    public void Nothing_secret_is_compared_otherwise()
    {
        var wrong = Sources.Trees("src/Breakwater.Verification/Schemes")
            .SelectMany(tree => tree.GetRoot().DescendantNodes().Where(IsOrdinaryComparison))
            .Select(node => $"{Sources.Relative(node.SyntaxTree.FilePath)}: {node}");
        Assert.Empty(wrong);
    }

    private static IEnumerable<InvocationExpressionSyntax> Comparisons(SyntaxTree tree) => tree.GetRoot().DescendantNodes()
        .OfType<InvocationExpressionSyntax>()
        .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: Comparison });

    private static bool IsOrdinaryComparison(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { Right.RawKind: (int)SyntaxKind.NullLiteralExpression } => false,
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.EqualsExpression) || binary.IsKind(SyntaxKind.NotEqualsExpression) =>
            IsSecret(binary.Left) || IsSecret(binary.Right),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "SequenceEqual" or "Equals" } access } call =>
            IsSecret(access.Expression) || call.ArgumentList.Arguments.Any(argument => IsSecret(argument.Expression)),
        _ => false,
    };

    private static bool IsSecret(ExpressionSyntax expression) => expression is IdentifierNameSyntax name && Secret.Contains(name.Identifier.Text);
}
