using Dashboard.Data.Entities;
using Dashboard.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Data.Configurations;

internal sealed class ReleaseTaskConfiguration : IEntityTypeConfiguration<ReleaseTask>
{
    /// <summary>
    /// The columns that are set in each status, under the constraint's name in the reference system. Triggers enforce the transitions.
    /// </summary>
    private const string ValidStatus =
        "(status = 'QUEUED' AND started IS NULL AND pid IS NULL AND completed IS NULL AND result IS NULL AND error IS NULL)"
        + " OR (status = 'ACTIVE' AND started IS NOT NULL AND pid IS NOT NULL AND completed IS NULL AND result IS NULL AND error IS NULL)"
        + " OR (status = 'COMPLETED' AND completed IS NOT NULL AND result IS NOT NULL AND error IS NULL)"
        + " OR (status = 'FAILED' AND completed IS NOT NULL AND error IS NOT NULL)";

    public void Configure(EntityTypeBuilder<ReleaseTask> task)
    {
        task.ToTable("task", table =>
        {
            table.HasCheckConstraint("ck_task_valid_task_status_transitions", ValidStatus);
            table.HasCheckConstraint("ck_task_error_kind_of_failed", "(status = 'FAILED') = (error_kind IS NOT NULL)");
            table.HasCheckConstraint("ck_task_progress", "progress_done BETWEEN 0 AND progress_total");
            table.HasCheckConstraint("ck_task_attempt", "attempt >= 0");
            table.HasCheckConstraint("ck_task_cancel_requested", "(cancel_requested_at IS NULL) = (cancel_requested_by IS NULL)");
            table.HasCheckConstraint("ck_task_revision_of_version", "revision_number IS NULL OR version_name IS NOT NULL");
            table.HasCheckConstraint("ck_task_version_of_project", "version_name IS NULL OR project_name IS NOT NULL");
        });
        task.HasKey(t => t.Id).HasName("pk_task");
        task.Property(t => t.Id).ValueGeneratedOnAdd();
        task.HasEnum("task", "status", task.Property(t => t.Status));
        task.HasEnum("task", "task_type", task.Property(t => t.TaskType));
        task.HasEnum("task", "error_kind", task.Property(t => t.ErrorKind));
        task.HasJsonObject("task", "task_args");
        task.HasJsonObject("task", "result");

        // The queue is read by priority and age, and the tasks of a release by its revision: neither query may scan the table.
        task.HasIndex(t => new { t.Status, t.Priority, t.Added }).HasDatabaseName("ix_task_status_priority_added");
        task.HasIndex(t => new { t.ProjectName, t.VersionName, t.RevisionNumber }).HasDatabaseName("ix_task_revision");
        task.HasIndex(t => t.Added).HasDatabaseName("ix_task_added");

        // The filters of the task board, each in the order of the ids. Those with a status serve the counts too, without reading the rows.
        task.HasIndex(t => t.Status).HasDatabaseName("ix_task_status");
        task.HasIndex(t => t.TaskType).HasDatabaseName("ix_task_task_type");
        task.HasIndex(t => new { t.TaskType, t.Status }).HasDatabaseName("ix_task_task_type_status");
        task.HasIndex(t => t.ProjectName).HasDatabaseName("ix_task_project_name");
        task.HasIndex(t => new { t.ProjectName, t.Status }).HasDatabaseName("ix_task_project_name_status");
        task.HasIndex(t => t.AsfUid).HasDatabaseName("ix_task_asf_uid");
        task.HasIndex(t => new { t.AsfUid, t.Status }).HasDatabaseName("ix_task_asf_uid_status");
        task.HasIndex(t => t.PrimaryRelPath).HasDatabaseName(TaskPathSearch.Index);

        // A task can be retried once, so that two clicks do not make two retries.
        task.HasIndex(t => t.RetryOfId).IsUnique().HasDatabaseName("uq_task_retry_of_id");

        task.HasOne(t => t.Project).WithMany().HasForeignKey(t => t.ProjectName)
            .HasConstraintName("fk_task_project_name").OnDelete(DeleteBehavior.Cascade);
        task.HasOne(t => t.Release).WithMany(r => r.Tasks)
            .HasForeignKey(t => new { t.ProjectName, t.VersionName }).HasPrincipalKey(r => new { r.ProjectName, r.Version })
            .HasConstraintName("fk_task_release").OnDelete(DeleteBehavior.Cascade);
        task.HasOne<ReleaseTask>().WithMany().HasForeignKey(t => t.RetryOfId)
            .HasConstraintName("fk_task_retry_of_id").OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class TaskStepConfiguration : IEntityTypeConfiguration<TaskStep>
{
    public void Configure(EntityTypeBuilder<TaskStep> step)
    {
        step.ToTable("task_step", table =>
        {
            table.HasCheckConstraint("ck_task_step_ordinal", "ordinal > 0");
            table.HasCheckConstraint("ck_task_step_progress", "progress_done BETWEEN 0 AND progress_total");
        });
        step.HasKey(s => new { s.TaskId, s.Ordinal }).HasName("pk_task_step");
        step.HasEnum("task_step", "status", step.Property(s => s.Status));
        step.HasEnum("task_step", "unit", step.Property(s => s.Unit));
        step.HasOne<ReleaseTask>().WithMany(t => t.Steps).HasForeignKey(s => s.TaskId)
            .HasConstraintName("fk_task_step_task_id").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TaskAttemptConfiguration : IEntityTypeConfiguration<TaskAttempt>
{
    public void Configure(EntityTypeBuilder<TaskAttempt> attempt)
    {
        attempt.ToTable("task_attempt", table =>
        {
            table.HasCheckConstraint("ck_task_attempt_number", "attempt > 0");
            table.HasCheckConstraint("ck_task_attempt_ended", "(ended IS NULL) = (outcome IS NULL)");
        });
        attempt.HasKey(a => new { a.TaskId, a.Attempt }).HasName("pk_task_attempt");
        attempt.HasEnum("task_attempt", "outcome", attempt.Property(a => a.Outcome));
        attempt.HasOne<ReleaseTask>().WithMany().HasForeignKey(a => a.TaskId)
            .HasConstraintName("fk_task_attempt_task_id").OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TaskLogLineConfiguration : IEntityTypeConfiguration<TaskLogLine>
{
    public void Configure(EntityTypeBuilder<TaskLogLine> line)
    {
        line.ToTable("task_log_line", table => table.HasCheckConstraint("ck_task_log_line_line", "line > 0"));
        line.HasKey(l => new { l.TaskId, l.Attempt, l.Line }).HasName("pk_task_log_line");
        line.HasEnum("task_log_line", "level", line.Property(l => l.Level));
        line.HasOne<TaskAttempt>().WithMany().HasForeignKey(l => new { l.TaskId, l.Attempt })
            .HasConstraintName("fk_task_log_line_attempt").OnDelete(DeleteBehavior.Cascade);
    }
}
