using System.Data.Common;
using Dashboard.Checks.OpenPgp;
using Dashboard.Data;
using Dashboard.Data.Changes;
using Dashboard.Features.Accounts;
using Dashboard.Features.Keys;
using Dashboard.Tests.Checks.Support;
using Dashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Keys;

/// <summary>Keys that are refused, or kept with a warning.</summary>
public sealed partial class KeyCommandsTests
{
    [Fact]
    public async Task Keys_that_are_no_use_are_refused_each_with_its_reason_and_the_others_kept()
    {
        var uncertified = TestKey.Ed25519();
        var text = TestKey.Armor("PUBLIC KEY BLOCK", uncertified.KeyPacket, TestKey.UserIdPacket("Mallory"))
            + "Somebody\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnot*base64\n-----END PGP PUBLIC KEY BLOCK-----\n"
            + _jane.ToKeys();

        var import = await ImportAsync(text);

        Assert.Equal([(uncertified.Fingerprint, KeyImportKind.Refused), (_jane.Fingerprint, KeyImportKind.Added)], import.Keys.Select(k => (k.Fingerprint, k.Kind)));
        Assert.Contains("no valid signature of its own", import.Keys[0].Note, StringComparison.Ordinal);
        Assert.Contains("no Base64", Assert.Single(import.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(1, _database.Read(c => c.PublicSigningKeys.Count()));
    }

    [Fact]
    public async Task A_private_key_is_not_kept_and_its_owner_is_warned()
    {
        var import = await ImportAsync(_jane.ToKeys().Replace("PUBLIC", "PRIVATE", StringComparison.Ordinal));

        Assert.Contains("must be revoked", Assert.Single(import.Problems).Message, StringComparison.Ordinal);
        Assert.Equal(0, _database.Read(c => c.PublicSigningKeys.Count()));
    }

    [Fact]
    public async Task A_weak_key_is_kept_and_said_to_be_weak()
    {
        var import = await ImportAsync(TestKey.ShortRsa().ToKeys());

        var key = Assert.Single(import.Keys);
        Assert.Equal((KeyImportKind.Added, "It is too weak: 1024 bits, where 2048 are the least."), (key.Kind, key.Note));
    }

    [Fact]
    public async Task An_expired_key_is_kept_and_said_to_have_expired()
    {
        var import = await ImportAsync(Certified(TimeSpan.FromDays(365), TestKey.Born));

        var key = Assert.Single(import.Keys);
        Assert.Equal((KeyImportKind.Added, "It has expired on 31 Dec 2020. Extend it, and import it again."), (key.Kind, key.Note));
    }

    [Fact]
    public async Task A_key_that_is_grown_beyond_measure_is_refused()
    {
        // Anybody can append a user id; nobody has to certify it.
        var junk = TestKey.UserIdPacket(new string('x', 900_000));

        var import = await ImportAsync(TestKey.Armor("PUBLIC KEY BLOCK", [.. _jane.Usual(Jane), junk]));

        Assert.Contains("longer than 1024 KiB", Assert.Single(import.Keys).Note, StringComparison.Ordinal);
        Assert.Equal(0, _database.Read(c => c.PublicSigningKeys.Count()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dear all, the keys are in the attachment.")]
    public async Task A_text_without_keys_is_refused(string text)
    {
        var outcome = await Commands().ImportAsync(Acting.Administrator, "tooling", text, CancellationToken.None);

        Assert.Contains("no OpenPGP public key", outcome.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beyond_the_limit_is_refused()
    {
        var outcome = await Commands().ImportAsync(Acting.Administrator, "tooling", new byte[KeyCommands.MaxFileBytes + 1], CancellationToken.None);

        Assert.Equal("The file is longer than 5 MiB.", outcome.Refusal);
    }
}
