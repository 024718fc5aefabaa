using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dashboard.Data;

/// <summary>For <c>dotnet ef</c>: the model needs no database.</summary>
internal sealed class ReleaseDbContextDesignTimeFactory : IDesignTimeDbContextFactory<ReleaseDbContext>
{
    public ReleaseDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReleaseDbContext>().UseSqlite("Data Source=:memory:").Options);
}
