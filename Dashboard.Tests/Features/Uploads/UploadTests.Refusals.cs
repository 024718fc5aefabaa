using System.Text;
using Dashboard.Data.Entities;
using Dashboard.Features;
using Dashboard.Features.Accounts;
using Dashboard.Features.Blobs;
using Dashboard.Features.Releases;
using Dashboard.Features.State;
using Dashboard.Features.Tasks;
using Dashboard.Features.Uploads;
using Dashboard.Tests.Features.Tasks;
using Dashboard.Tests.Support;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Features.Uploads;

/// <summary>Uploads that are refused.</summary>
public sealed partial class UploadTests
{
    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("a//b")]
    [InlineData("")]
    public async Task A_name_that_breaks_a_rule_is_refused_before_anything_is_sent(string path)
    {
        var begun = await _uploads.BeginAsync(Manager, "widget", "1.0.0", [new(path, 3)], CancellationToken.None);

        Assert.False(begun.Done);
    }

    [Fact]
    public async Task A_clash_with_a_file_that_is_there_is_refused_before_anything_is_sent()
    {
        await DropAsync(("docs/Readme.md", "one"));

        Assert.Contains("upper and lower case", await RefusalAsync(("docs/README.md", 3)), StringComparison.Ordinal);
        Assert.Contains("their folders", await RefusalAsync(("Docs/a.txt", 3)), StringComparison.Ordinal);
        Assert.Contains("one would be the other's folder", await RefusalAsync(("docs", 3)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clash_within_a_drop_is_refused_before_anything_is_sent() =>
        Assert.Contains("their folders", await RefusalAsync(("docs/a.txt", 3), ("Docs/b.txt", 3)), StringComparison.Ordinal);

    [Fact]
    public async Task A_clash_with_a_file_that_came_meanwhile_is_refused_at_the_end()
    {
        var upload = await BeginAsync(("README.md", 3));
        await SendAsync(upload, 0, "two");
        await DropAsync(("Readme.md", "one"));

        var made = await _uploads.CompleteAsync(Manager, upload.Id, CancellationToken.None);

        Assert.Contains("upper and lower case", made.Refusal, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Incoming));
    }

    [Fact]
    public async Task A_name_whose_letters_come_in_parts_is_refused_by_its_rule() =>
        Assert.Contains("Unicode NFC", await RefusalAsync(("re\u0301sume\u0301.txt", 3)), StringComparison.Ordinal);

    [Fact]
    public async Task A_file_one_byte_too_large_is_told_from_the_limit()
    {
        _options.MaxFileBytes = 2048;

        Assert.Equal("'a.bin' has 2,049 bytes, and a file may have at most 2,048 (2 KiB).", await RefusalAsync(("a.bin", 2049)));
    }

    [Fact]
    public async Task One_person_who_announces_much_leaves_room_for_others()
    {
        _options.MaxFileBytes = long.MaxValue;
        var third = _blobs.FreeBytes / 3;

        Assert.Null(await RefusalAsync(("a.bin", third)));
        Assert.Contains("one person may use half of them", await RefusalAsync(("b.bin", third)), StringComparison.Ordinal);
        Assert.Null(await RefusalAsync(Manager with { UserName = "oscar" }, ("b.bin", third / 2)));
    }

    [Fact]
    public async Task One_person_has_so_many_uploads_under_way_and_no_more()
    {
        for (var open = 0; open < 20; open++)
        {
            Assert.Null(await RefusalAsync(("a.txt", 3)));
        }

        Assert.Contains("are unfinished", await RefusalAsync(("a.txt", 3)), StringComparison.Ordinal);
        Assert.Null(await RefusalAsync(Manager with { UserName = "oscar" }, ("a.txt", 3)));
    }

    [Fact]
    public async Task Somebody_elses_upload_is_answered_like_none()
    {
        var upload = await BeginAsync(("a.txt", 3));
        var other = Manager with { UserName = "oscar" };

        var received = await _uploads.ReceiveAsync(other, upload.Id, 0, new MemoryStream("one"u8.ToArray()), CancellationToken.None);
        _uploads.Cancel(other, upload.Id);

        Assert.False(received.Done);
        Assert.True((await SendAsync(upload, 0, "one")).Done);
    }

    [Fact]
    public async Task Who_does_not_manage_the_project_may_not_begin()
    {
        await Assert.ThrowsAsync<NotAllowedException>(() =>
            _uploads.BeginAsync(TaskScene.Viewer, "widget", "1.0.0", [new("a.txt", 3)], CancellationToken.None));
    }
}
