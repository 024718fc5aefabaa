using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Benchmarks.Live;

/// <summary>An open page without a browser: a circuit that renders, whose batches are looked at and thrown away.</summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly Action<byte[]> _received;

    private CircuitClient(HubConnection connection, Action<byte[]> received) => (_connection, _received) = (connection, received);

    /// <summary>As a browser does. One that does not is given ten batches, and no more until it does.</summary>
    public bool Acknowledges { get; init; } = true;

    /// <summary>The newest render batch.</summary>
    public long Received { get; private set; }

    /// <param name="http">With the visitor's cookies.</param>
    /// <param name="received">Called with each render batch, before it is acknowledged.</param>
    public static async Task<CircuitClient> OpenAsync(
        HttpClient http, CookieContainer cookies, Uri page, Action<byte[]> received, bool acknowledges = true)
    {
        var html = await http.GetStringAsync(page);
        var builder = new HubConnectionBuilder().WithUrl(new Uri(page, "/_blazor"), options =>
        {
            options.Cookies = cookies;
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        });
        builder.Services.RemoveAll<IHubProtocol>();
        builder.Services.AddSingleton<IHubProtocol, BlazorPack>();
        var client = new CircuitClient(builder.Build(), received) { Acknowledges = acknowledges };
        client.Listen();
        await client._connection.StartAsync();
        var root = new Uri(page, "/").ToString();
        _ = await client._connection.InvokeAsync<string>("StartCircuit", root, page.ToString(), "[]", "")
            ?? throw new InvalidOperationException("The circuit was refused.");
        await client._connection.SendAsync("UpdateRootComponents", Operations(html), StateOf().Match(html).Groups["state"].Value);
        return client;
    }

    /// <summary>All batches that have come.</summary>
    public Task AcknowledgeAsync() => _connection.SendAsync("OnRenderCompleted", Received, null);

    /// <summary>Gives the client's cookies a session.</summary>
    public static async Task SignInAsync(HttpClient http, Uri root, string userName, string password)
    {
        var address = new Uri(root, "/signin");
        var fields = HiddenOf().Matches(await http.GetStringAsync(address))
            .Select(input => KeyValuePair.Create(input.Groups["name"].Value, WebUtility.HtmlDecode(input.Groups["value"].Value)));
        using var form = new FormUrlEncodedContent(
            [.. fields, KeyValuePair.Create("Form.UserName", userName), KeyValuePair.Create("Form.Password", password)]);
        using var answer = await http.PostAsync(address, form);
        answer.EnsureSuccessStatusCode();
    }

    private void Listen()
    {
        _connection.On<long, byte[]>("JS.RenderBatch", async (id, batch) =>
        {
            _received(batch);
            Received = id;
            if (Acknowledges)
            {
                await AcknowledgeAsync();
            }
        });
        // long asyncHandle, string identifier, string argsJson, int resultType, long targetInstanceId, int callType
        // A result type of 1 asks for a reference to an object.
        _connection.On("JS.BeginInvokeJS", [typeof(long), typeof(string), typeof(string), typeof(int), typeof(long), typeof(int)], arguments =>
            _connection.SendAsync("EndInvokeJSFromDotNet", arguments[0], true, $"[{arguments[0]},true,{(arguments[3] is 1 ? "{\"__jsObjectId\":1}" : "null")}]"));
        _connection.On("JS.AttachComponent", [typeof(int), typeof(string)], _ => Task.CompletedTask);
        _connection.On("JS.EndInvokeDotNet", [typeof(string), typeof(bool), typeof(string)], _ => Task.CompletedTask);
        _connection.On("JS.EndUpdateRootComponents", [typeof(long)], _ => Task.CompletedTask);
    }

    private static string Operations(string html)
    {
        var operations = MarkerOf().Matches(html).Select((marker, at) =>
            $$"""{"type":"add","ssrComponentId":{{at + 1}},"marker":{{marker.Groups["marker"].Value}}}""").ToList();
        return operations.Count > 0
            ? JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>($$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}"""))
            : throw new InvalidOperationException("The page has no circuit.");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // <!--Blazor:{"type":"server","prerenderId":"0f3c","key":{...},"sequence":0,"descriptor":"CfDJ8..."}-->
    [GeneratedRegex("<!--Blazor:(?<marker>\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex MarkerOf();

    // <input type="hidden" name="__RequestVerificationToken" value="CfDJ8..." />
    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex HiddenOf();

    // <!--Blazor-Server-Component-State:CfDJ8...-->
    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>.*?)-->")]
    private static partial Regex StateOf();
}
