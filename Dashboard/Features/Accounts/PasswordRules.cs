namespace Dashboard.Features.Accounts;

/// <summary>What a password must be: long, and not made of what guessers try first. No kinds of characters are asked for (NIST SP 800-63B, 3.1.1).</summary>
public static class PasswordRules
{
    public const int MinLength = 12;

    /// <summary>Longer ones cost work and win nothing.</summary>
    public const int MaxLength = 256;

    /// <summary>Different characters that must be left when names, common words, repetitions and sequences count as one each.</summary>
    private const int MinSurprise = 7;

    private static readonly string[] CommonPieces =
    [
        "administrator", "qwertyuiop", "dashboard", "password", "passwort", "superman", "football", "baseball", "princess", "sunshine",
        "iloveyou", "asdfghjkl", "trustno", "welcome", "letmein", "monkey", "dragon", "master", "qwerty", "qwertz", "apache", "release",
        "secret", "manager", "changeme", "default", "summer", "winter", "spring", "autumn", "admin", "login", "hello", "zxcvbnm", "1q2w3e4r", "test",
    ];

    /// <returns>Null when the password will do, or the sentence that says why not.</returns>
    public static string? Refusal(string password, string userName, string displayName)
    {
        if (password.Length < MinLength)
        {
            return $"Use at least {MinLength} characters. A few words in a row are easy to remember and hard to guess.";
        }

        if (password.Length > MaxLength)
        {
            return $"Use at most {MaxLength} characters.";
        }

        return Surprise(password, [userName, .. displayName.Split(' '), .. CommonPieces]) < MinSurprise
            ? "This is easy to guess: too much of it is a name, a common word, a repetition or a sequence."
            : null;
    }

    private static int Surprise(string password, string[] pieces)
    {
        var rest = password.ToLowerInvariant();
        foreach (var piece in pieces.Where(piece => piece.Length >= 3).OrderByDescending(piece => piece.Length))
        {
            // One character that stands in no sequence with its neighbours.
            rest = rest.Replace(piece.ToLowerInvariant(), "\0", StringComparison.Ordinal);
        }

        // "aaaa", "1234" and "dcba" are as good as one character, and what comes again adds nothing.
        return rest.Where((letter, at) => at == 0 || Math.Abs(letter - rest[at - 1]) > 1).Distinct().Count();
    }
}
