using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dashboard.Features.Accounts;

/// <summary>Hashes passwords with ASP.NET Core Identity's hasher, a few at a time, so that a flood of sign-ins does not use up the processors.</summary>
public sealed class Passwords : IDisposable
{
    // The hasher does not look at whose password it is.
    private const string Nobody = "";

    private readonly PasswordHasher<string> _hasher;
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly string _decoy;

    public Passwords(IOptions<AccountOptions> options)
    {
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.PasswordIterations }));
        _decoy = _hasher.HashPassword(Nobody, Secrets.New());
    }

    public Task<string> HashAsync(string password, CancellationToken cancellation) =>
        WorkAsync(() => _hasher.HashPassword(Nobody, password), cancellation);

    /// <param name="hash">Null when there is no such account or it has no password: the same work is done, and the answer is that it failed.</param>
    public async Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellation)
    {
        if (password.Length > PasswordRules.MaxLength)
        {
            password = "";
        }

        var result = await WorkAsync(() => _hasher.VerifyHashedPassword(Nobody, hash ?? _decoy, password), cancellation);
        return hash is null ? PasswordVerificationResult.Failed : result;
    }

    public void Dispose() => _places.Dispose();

    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            return await Task.Run(work, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }
}
