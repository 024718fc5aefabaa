using System.Security.Cryptography;
using Dashboard.Data.Operations;
using Dashboard.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Tests.Data;

public sealed class OperationsConstraintTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);
    private readonly OperationsFixture _operations = new();

    public void Dispose() => _operations.Dispose();

    [Fact]
    public void The_migrations_produce_the_schema_of_the_model()
    {
        using var context = _operations.CreateDbContext();

        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void User_names_that_differ_in_case_only_are_one_name()
    {
        Add(NewAccount("alex"));

        var refused = Assert.Throws<DbUpdateException>(() => Add(NewAccount("ALEX")));

        Assert.Contains("account.user_name", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-leading")]
    [InlineData("a b")]
    [InlineData("аlex")]
    [InlineData("a\nb")]
    public void A_user_name_of_other_characters_is_refused(string userName)
    {
        var refused = Assert.Throws<DbUpdateException>(() => Add(NewAccount(userName)));

        Assert.Contains("ck_account_user_name", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ck_account_role", "role = 'ROOT'")]
    [InlineData("ck_account_display_name", "display_name = ''")]
    [InlineData("ck_account_disabled", "disabled = 2")]
    [InlineData("ck_account_failed_sign_ins", "failed_sign_ins = -1")]
    [InlineData("ck_account_security_stamp", "security_stamp = 'short'")]
    public void An_account_out_of_range_is_refused(string constraint, string assignment)
    {
        Add(NewAccount("alex"));

        var refused = Assert.Throws<SqliteException>(() => Run($"UPDATE account SET {assignment}"));

        Assert.Contains(constraint, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ck_access_token_token_hash", "zeroblob(31)", "a", "2026-06-01")]
    [InlineData("ck_access_token_token_hash", "'0123456789abcdef0123456789abcdef'", "a", "2026-06-01")]
    [InlineData("ck_access_token_label", "zeroblob(32)", "", "2026-06-01")]
    [InlineData("ck_access_token_expires", "zeroblob(32)", "a", "2026-05-01")]
    public void A_token_out_of_shape_is_refused(string constraint, string hash, string label, string expires)
    {
        var account = Add(NewAccount("alex"));

        var refused = Assert.Throws<SqliteException>(() => Run(
            $"INSERT INTO access_token (account_id, token_hash, label, created, expires) VALUES ({account.Id}, {hash}, '{label}', '2026-05-01', '{expires}')"));

        Assert.Contains(constraint, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ck_setup_link_token_hash", "zeroblob(33)", "2026-06-01")]
    [InlineData("ck_setup_link_expires", "zeroblob(32)", "2026-05-01")]
    public void A_setup_link_out_of_shape_is_refused(string constraint, string hash, string expires)
    {
        var refused = Assert.Throws<SqliteException>(() => Run(
            $"INSERT INTO setup_link (token_hash, created, expires) VALUES ({hash}, '2026-05-01', '{expires}')"));

        Assert.Contains(constraint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_with_a_hash_of_another_length_is_refused()
    {
        var account = Add(NewAccount("alex"));

        var refused = Assert.Throws<SqliteException>(() => Run(
            $"INSERT INTO account_session (account_id, token_hash, security_stamp, created, last_seen) VALUES ({account.Id}, zeroblob(16), 's', '2026-05-01', '2026-05-01')"));

        Assert.Contains("ck_account_session_token_hash", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_hash_is_there_once()
    {
        var account = Add(NewAccount("alex"));
        var hash = RandomNumberGenerator.GetBytes(32);
        Add(new AccessToken { AccountId = account.Id, TokenHash = hash, Label = "a", Created = Now, Expires = Now.AddDays(1) });

        var refused = Assert.Throws<DbUpdateException>(() => Add(
            new AccessToken { AccountId = account.Id, TokenHash = hash, Label = "b", Created = Now, Expires = Now.AddDays(1) }));

        Assert.Contains("access_token.token_hash", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT INTO account_project (account_id, project_name) VALUES (99, 'tooling')")]
    [InlineData("INSERT INTO account_session (account_id, token_hash, security_stamp, created, last_seen) VALUES (99, zeroblob(32), 's', '2026-05-01', '2026-05-01')")]
    [InlineData("INSERT INTO setup_link (account_id, token_hash, created, expires) VALUES (99, zeroblob(32), '2026-05-01', '2026-06-01')")]
    [InlineData("INSERT INTO access_token (account_id, token_hash, label, created, expires) VALUES (99, zeroblob(32), 'a', '2026-05-01', '2026-06-01')")]
    public void What_belongs_to_no_account_is_refused(string sql)
    {
        var refused = Assert.Throws<SqliteException>(() => Run(sql));

        Assert.Contains("FOREIGN KEY", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tr_audit_entry_update", "UPDATE audit_entry SET who = 'mallory'")]
    [InlineData("tr_audit_entry_delete", "DELETE FROM audit_entry")]
    [InlineData("tr_audit_entry_insert", "INSERT OR REPLACE INTO audit_entry (id, event_id, at, who, action, subject, details) SELECT id, 'other', at, 'mallory', action, subject, details FROM audit_entry")]
    [InlineData("tr_audit_entry_insert", "INSERT OR REPLACE INTO audit_entry (event_id, at, who, action, subject, details) SELECT event_id, at, 'mallory', action, subject, details FROM audit_entry")]
    public void An_audit_entry_stays_as_it_was_written(string trigger, string sql)
    {
        Add(new AuditEntry { At = Now, Who = "alex", Action = "account.added", Subject = "sam" });

        var refused = Assert.Throws<SqliteException>(() => Run(sql));

        Assert.Contains(trigger, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ck_audit_entry_details", "account.added", "[]")]
    [InlineData("ck_audit_entry_details", "account.added", "{")]
    [InlineData("ck_audit_entry_action", "Account added", "{}")]
    public void An_audit_entry_out_of_shape_is_refused(string constraint, string action, string details)
    {
        var refused = Assert.Throws<DbUpdateException>(() => Add(
            new AuditEntry { At = Now, Who = "alex", Action = action, Subject = "sam", Details = details }));

        Assert.Contains(constraint, refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE account SET disabled = 1 WHERE user_name = 'admin'")]
    [InlineData("UPDATE account SET role = 'VIEWER' WHERE user_name = 'admin'")]
    [InlineData("UPDATE account SET password_hash = NULL WHERE user_name = 'admin'")]
    [InlineData("DELETE FROM account WHERE user_name = 'admin'")]
    [InlineData("UPDATE account SET disabled = 1")]
    public void The_last_administrator_with_a_password_stays_one(string sql)
    {
        Add(NewAccount("admin", AccountRole.Administrator, "hash"));
        Add(NewAccount("invited", AccountRole.Administrator, passwordHash: null));
        Add(NewAccount("viewer", AccountRole.Viewer, "hash"));

        var refused = Assert.Throws<SqliteException>(() => Run(sql));

        Assert.Contains("tr_account_last_administrator", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_two_administrators_may_go()
    {
        Add(NewAccount("admin", AccountRole.Administrator, "hash"));
        Add(NewAccount("second", AccountRole.Administrator, "hash"));

        Run("UPDATE account SET disabled = 1 WHERE user_name = 'admin'");

        using var context = _operations.CreateDbContext();
        Assert.Equal(["admin"], context.Accounts.Where(a => a.Disabled).Select(a => a.UserName));
    }

    [Fact]
    public void An_account_id_is_never_used_again()
    {
        var first = Add(NewAccount("alex"));
        Run("DELETE FROM account");

        var second = Add(NewAccount("alex"));

        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public void Instants_come_back_as_utc()
    {
        Add(NewAccount("alex"));

        using var context = _operations.CreateDbContext();
        var created = context.Accounts.Single().Created;
        Assert.Equal((Now, DateTimeKind.Utc), (created, created.Kind));
    }

    [Fact]
    public void Connections_survive_a_power_cut()
    {
        using var context = _operations.CreateDbContext();
        context.Database.OpenConnection();

        using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT (SELECT synchronous FROM pragma_synchronous) || ' ' || (SELECT journal_mode FROM pragma_journal_mode)";
        Assert.Equal("2 wal", command.ExecuteScalar());
    }

    private static Account NewAccount(string userName, AccountRole role = AccountRole.Viewer, string? passwordHash = "hash") => new()
    {
        UserName = userName,
        DisplayName = "A person",
        Role = role,
        PasswordHash = passwordHash,
        SecurityStamp = new string('s', 32),
        Created = Now,
    };

    private T Add<T>(T entity) where T : class
    {
        using var context = _operations.CreateDbContext();
        context.Add(entity);
        context.SaveChanges();
        return entity;
    }

    private void Run(string sql)
    {
        using var context = _operations.CreateDbContext();
        context.Database.ExecuteSqlRaw(sql);
    }
}
