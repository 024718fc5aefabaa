using Microsoft.JSInterop;

namespace Dashboard.Live;

/// <summary>What an open page asks its circuit to learn whether the link to it is still good.</summary>
public static class CircuitPing
{
    [JSInvokable("Ping")]
    public static void Answer()
    {
    }
}
