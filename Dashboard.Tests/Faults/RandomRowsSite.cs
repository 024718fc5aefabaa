using Dashboard.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Tests.Faults;

/// <summary>The application with random rows in its domain database. No task is dispatched, so that the rows stay as they are.</summary>
internal sealed class RandomRowsSite : KestrelFactory
{
    /// <summary>Each set of route parameters, and the query that gives their values.</summary>
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["projectname,version"] = "SELECT project_name, version FROM release",
        ["projectname,version,number"] = "SELECT r.project_name, r.version, v.number FROM revision v JOIN release r ON r.name = v.release_name",
        ["project,version"] = "SELECT project_name, version FROM release",
        ["project,version,revision"] = "SELECT r.project_name, r.version, v.number FROM revision v JOIN release r ON r.name = v.release_name",
        ["name"] = "SELECT name FROM project",
        ["committee"] = "SELECT name FROM committee",
        ["id"] = "SELECT id FROM task",
        ["token"] = "SELECT 'none'",
        ["documentname"] = "SELECT 'v1'",
    };

    public string Database => Path.Combine(StatePath, "dashboard.db");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Accounts:PasswordIterations", "100000");
        builder.ConfigureTestServices(services =>
        {
            var dispatcher = services.Single(service => service.ServiceType == typeof(IHostedService)
                && service.ImplementationFactory?.Method.ReturnType == typeof(TaskDispatcher));
            services.Remove(dispatcher);
        });
    }

    /// <returns>The route pattern of every GET endpoint with the addresses that its parameters give.</returns>
    public IEnumerable<(string Pattern, IReadOnlyList<string> Addresses)> GetAddresses()
    {
        foreach (var endpoint in Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
            if (methods.Contains("GET") && !pattern.Parameters.Any(parameter => parameter.IsCatchAll) && !IsInfrastructure(pattern.RawText!))
            {
                yield return ("/" + pattern.RawText!.TrimStart('/'), AddressesOf("/" + pattern.RawText!.TrimStart('/'), [.. pattern.Parameters.Select(parameter => parameter.Name)]));
            }
        }
    }

    private List<string> AddressesOf(string pattern, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [pattern];
        }

        using var connection = RawSql.Connect(Database);
        return
        [
            .. connection.Read(Parameters[string.Join(',', names)]).Select(row => row.Split('|'))
                // A browser takes these for relative paths.
                .Where(values => !values.Any(value => value is "." or ".."))
                .Select(values => names.Index().Aggregate(pattern, (address, name) =>
                    System.Text.RegularExpressions.Regex.Replace(address, $"\\{{{name.Item}(:[^}}]*)?\\}}", Uri.EscapeDataString(values[name.Index])))),
        ];
    }

    private static bool IsInfrastructure(string pattern) =>
        pattern.TrimStart('/') is var path && (path.StartsWith('_') || path.StartsWith("hubs/", StringComparison.Ordinal) || path.StartsWith("admin/hangfire", StringComparison.Ordinal)
            || (Path.HasExtension(path) && !path.StartsWith("openapi/", StringComparison.Ordinal)));
}
