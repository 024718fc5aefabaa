using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dashboard.Data;

/// <summary>Creates the context for <c>dotnet ef</c>, which needs the model but no database.</summary>
internal sealed class ReleaseDbContextDesignTimeFactory : IDesignTimeDbContextFactory<ReleaseDbContext>
{
    public ReleaseDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReleaseDbContext>().UseSqlite("Data Source=:memory:").Options);
}
