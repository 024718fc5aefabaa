using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dashboard.Tests.Schema.Fixture.Migrations
{
    /// <inheritdoc />
    public partial class WatchNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                CREATE TRIGGER trg_note_added AFTER INSERT ON note BEGIN
                    UPDATE person SET note_count = note_count + 1 WHERE id = NEW.person_id;
                END;
                CREATE TRIGGER trg_note_removed AFTER DELETE ON note BEGIN
                    UPDATE person SET note_count = note_count - 1 WHERE id = OLD.person_id;
                END;
                CREATE TRIGGER trg_note_not_empty BEFORE UPDATE OF body ON note WHEN NEW.body = '' BEGIN
                    SELECT RAISE(ABORT, 'a note needs words');
                END;
                CREATE VIEW note_of_person AS
                    SELECT note.id AS id, person.given_name AS given_name, note.body AS words FROM note JOIN person ON person.id = note.person_id;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP VIEW note_of_person;
                DROP TRIGGER trg_note_not_empty;
                DROP TRIGGER trg_note_removed;
                DROP TRIGGER trg_note_added;
                """);
        }
    }
}
