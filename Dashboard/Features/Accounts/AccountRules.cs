using System.Text.RegularExpressions;
using Dashboard.Data.Operations;

namespace Dashboard.Features.Accounts;

/// <summary>What names may be. The database holds the same by its CHECKs; here are the sentences for people.</summary>
public static partial class AccountRules
{
    /// <returns>Null when the name will do, or the sentence that says why not.</returns>
    public static string? UserNameRefusal(string userName) => userName switch
    {
        "" => "Enter a user name.",
        { Length: > Account.MaxUserNameLength } => $"Use at most {Account.MaxUserNameLength} characters in the user name.",
        _ when !UserName().IsMatch(userName) => "A user name has letters a to z, digits, dots, dashes and underscores, and begins with a letter or a digit.",
        _ => null,
    };

    /// <returns>Null when the name will do, or the sentence that says why not.</returns>
    public static string? DisplayNameRefusal(string displayName) => displayName switch
    {
        "" => "Enter a name to show.",
        { Length: > Account.MaxDisplayNameLength } => $"Use at most {Account.MaxDisplayNameLength} characters in the name.",
        _ when displayName.Any(char.IsControl) => "A name has no control characters.",
        _ => null,
    };

    // \z: $ would let a line feed through.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserName();
}
