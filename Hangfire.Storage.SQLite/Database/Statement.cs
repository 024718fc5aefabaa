using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hangfire.Storage.SQLite.Database;

/// <summary>
/// A prepared statement, kept by its handle and used again. Values are bound in the order of the question marks:
/// a job runs some thirty statements, and binding them by name would cost more than running them.
/// </summary>
/// <remarks>Disposing it resets the statement, which its handle then uses again.</remarks>
internal sealed class Statement(sqlite3 handle, sqlite3_stmt statement) : IDisposable
{
    private int _bound;

    public Statement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(statement, ++_bound, value));
        return this;
    }

    public Statement Bind(long? value) => value is { } known ? Bind(known) : BindNull();

    public Statement Bind(double value)
    {
        Check(raw.sqlite3_bind_double(statement, ++_bound, value));
        return this;
    }

    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        if (value.Length == 0)
        {
            // An empty span has no address, and text without an address is NULL to SQLite.
            Check(raw.sqlite3_bind_text(statement, ++_bound, utf8z.FromString("")));
            return this;
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        var buffer = size <= 1024 ? stackalloc byte[1024] : (rented = ArrayPool<byte>.Shared.Rent(size));
        var length = Encoding.UTF8.GetBytes(value, buffer);
        // SQLite copies the text, so the buffer can be reused at once.
        var result = raw.sqlite3_bind_text(statement, ++_bound, buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Check(result);
        return this;
    }

    private Statement BindNull()
    {
        Check(raw.sqlite3_bind_null(statement, ++_bound));
        return this;
    }

    /// <returns>False after the last row.</returns>
    public bool Read()
    {
        var result = raw.sqlite3_step(statement);
        if (result is raw.SQLITE_ROW)
        {
            return true;
        }

        if (result is raw.SQLITE_DONE)
        {
            return false;
        }

        throw Failure(result);
    }

    /// <summary>Runs the statement to its end.</summary>
    /// <returns>How many rows it inserted, changed or deleted.</returns>
    public int Execute()
    {
        using (this)
        {
            while (Read())
            {
            }

            return raw.sqlite3_changes(handle);
        }
    }

    /// <summary>Runs the statement once, and throws no exception when the database is busy.</summary>
    /// <returns>False when the database is busy (SQLITE_BUSY and its extended codes).</returns>
    public bool TryExecute()
    {
        using (this)
        {
            var result = raw.sqlite3_step(statement);
            if (result is raw.SQLITE_DONE)
            {
                return true;
            }

            return (result & 0xff) == raw.SQLITE_BUSY ? false : throw Failure(result);
        }
    }

    /// <returns>The first column of the first row; null when there is none or it is NULL.</returns>
    public long? Scalar()
    {
        using (this)
        {
            return Read() ? NullableInt64(0) : null;
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public long? NullableInt64(int column) => IsNull(column) ? null : Int64(column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public string Text(int column) =>
        NullableText(column) ?? throw new InvalidOperationException($"Column {column} is NULL.");

    public string? NullableText(int column)
    {
        if (IsNull(column))
        {
            return null;
        }

        // As a blob: the text functions end at the first NUL character, which text may contain.
        var bytes = raw.sqlite3_column_blob(statement, column);
        return bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes);
    }

    public void Dispose()
    {
        // Returns the error of the last step again, which has already been thrown.
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
        _bound = 0;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    private SqliteException Failure(int result) =>
        new($"SQLite error {result}: {raw.sqlite3_errmsg(handle).utf8_to_string()}", result & 0xff, raw.sqlite3_extended_errcode(handle));
}
