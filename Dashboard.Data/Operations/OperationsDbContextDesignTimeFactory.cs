using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dashboard.Data.Operations;

/// <summary>For the migration tool, which needs the model and never a database.</summary>
public sealed class OperationsDbContextDesignTimeFactory : IDesignTimeDbContextFactory<OperationsDbContext>
{
    public OperationsDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<OperationsDbContext>();
        options.UseOperationsDatabase(OperationsDatabase.FileName);
        return new OperationsDbContext(options.Options);
    }
}
