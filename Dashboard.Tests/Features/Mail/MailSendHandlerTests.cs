using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Dashboard.Data.Entities;
using Dashboard.Features.Mail;
using Dashboard.Tests.Features.Votes;
using MimeKit;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Dashboard.Tests.Features.Mail;

/// <summary>Mails go to a real SMTP server, or to the outbox where none is set.</summary>
public sealed class MailSendHandlerTests
{
    [Fact]
    public async Task Without_a_server_a_mail_is_written_to_the_outbox()
    {
        using var scene = new VoteScene();
        var task = await StartVoteAsync(scene);

        var outcome = await scene.RunAsync(scene.MailHandler, task);

        Assert.Null(outcome.Error);
        var message = await MimeMessage.LoadAsync(Path.Combine(scene.StatePath, "outbox", "1.eml"));
        Assert.Equal((VoteScene.Recipient, "[VOTE] Release widget 1.0.0"), (message.To.Mailboxes.Single().Address, message.Subject));
        Assert.NotNull(scene.Database.Read(c => c.Mails.Single().Sent));
    }

    [Fact]
    public async Task A_mail_arrives_at_the_SMTP_server_in_the_thread_of_its_call()
    {
        await using var smtp = new Smtp();
        using var scene = new VoteScene(smtp.Options);
        await scene.RunAsync(scene.MailHandler, await StartVoteAsync(scene));
        await scene.ResolveAsync(VoteOutcome.Cancelled, "Wrong branch.");

        await scene.RunAsync(scene.MailHandler, scene.Queued(ReleaseTaskType.MailSend).Single());

        Assert.Equal(["[VOTE] Release widget 1.0.0", "[CANCEL][VOTE] Release widget 1.0.0"], smtp.Received.Select(mail => mail.Subject));
        Assert.Equal(smtp.Received[0].MessageId, smtp.Received[1].InReplyTo);
    }

    [Fact]
    public async Task A_mail_that_was_noted_as_sent_is_not_sent_again()
    {
        await using var smtp = new Smtp();
        using var scene = new VoteScene(smtp.Options);
        var task = await StartVoteAsync(scene);
        var claim = (await scene.Workers.ClaimAsync(task, "server-a", CancellationToken.None))!;
        await using (var run = scene.Run(claim))
        {
            await scene.MailHandler.RunAsync(run, CancellationToken.None);
        }

        await scene.Workers.ReturnToQueueAsync(claim, "Its server died.", CancellationToken.None);
        await scene.RunAsync(scene.MailHandler, task);

        Assert.Single(smtp.Received);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_leaves_the_mail_unsent()
    {
        MailOptions options;
        await using (var smtp = new Smtp())
        {
            options = smtp.Options;
        }

        using var scene = new VoteScene(options);
        var task = await StartVoteAsync(scene);

        await Assert.ThrowsAnyAsync<SocketException>(() => scene.RunAsync(scene.MailHandler, task));
        Assert.Null(scene.Database.Read(c => c.Mails.Single().Sent));
    }

    [Fact]
    public async Task A_refused_recipient_leaves_the_mail_unsent()
    {
        await using var smtp = new Smtp(refuse: true);
        using var scene = new VoteScene(smtp.Options);
        var task = await StartVoteAsync(scene);

        var refused = await Assert.ThrowsAsync<MailKit.Net.Smtp.SmtpCommandException>(() => scene.RunAsync(scene.MailHandler, task));

        Assert.Equal(MailKit.Net.Smtp.SmtpErrorCode.RecipientNotAccepted, refused.ErrorCode);
        Assert.Null(scene.Database.Read(c => c.Mails.Single().Sent));
    }

    [Fact]
    public async Task Mails_go_only_where_the_settings_allow()
    {
        using var scene = new VoteScene(new MailOptions { AllowedRecipients = "*@*.apache.org" });
        await scene.UploadAsync();

        Assert.Contains("only to *@*.apache.org", (await scene.StartAsync()).Refusal, StringComparison.Ordinal);
        Assert.Null((await scene.StartAsync(recipient: "dev@widget.apache.org")).Refusal);
    }

    private static async Task<long> StartVoteAsync(VoteScene scene)
    {
        await scene.UploadAsync();
        Assert.Null((await scene.StartAsync()).Refusal);
        return scene.Queued(ReleaseTaskType.MailSend).Single();
    }

    /// <summary>An SMTP server on a port of its own.</summary>
    private sealed class Smtp : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;
        private readonly Inbox _inbox = new();

        public Smtp(bool refuse = false)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Options = new MailOptions { Host = "127.0.0.1", Port = ((IPEndPoint)probe.LocalEndpoint).Port, Security = MailSecurity.None };
            }

            var services = new ServiceProvider();
            services.Add(_inbox);
            services.Add(new Mailboxes(refuse));
            var server = new SmtpServer.SmtpServer(new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Options.Port))).Build(), services);
            _running = server.StartAsync(_stop.Token);
        }

        public MailOptions Options { get; }

        public List<MimeMessage> Received => _inbox.Received;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Task.WhenAny(_running);
            _stop.Dispose();
        }
    }

    private sealed class Inbox : MessageStore
    {
        public List<MimeMessage> Received { get; } = [];

        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            Received.Add(MimeMessage.Load(new MemoryStream(buffer.ToArray()), cancellationToken));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }

    private sealed class Mailboxes(bool refuse) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(
            ISessionContext context, SmtpServer.Mail.IMailbox to, SmtpServer.Mail.IMailbox from, CancellationToken cancellationToken) => Task.FromResult(!refuse);
    }
}
