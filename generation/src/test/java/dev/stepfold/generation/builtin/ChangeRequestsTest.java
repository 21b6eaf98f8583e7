package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of an existing agent: exactly what is requested. */
class ChangeRequestsTest {
    /** All kinds of changes to what is stored. */
    static final List<String> MIGRATIONS = List.of(
            "Add a budget to projects",
            "Add the status archived to tasks",
            "Also track suppliers with a name, an email and a rating",
            "Tasks should have an estimate in hours and a reviewer",
            "Add a milestone entity with a title and a due date; each milestone belongs to a project",
            "Each comment has a mood good, mixed or bad",
            "Rename tasks to tickets",
            "Rename the assignee of tasks to owner",
            "Remove comments and projects",
            "Remove the assignee from tasks",
            "Make the project of tasks required",
            "Change the type of the due date of tasks to text",
            "Rename projects to boards and add a colour to tasks");

    private Agent tasks;

    @BeforeEach
    void buildTheAgent() throws Exception {
        tasks = Built.create(Requests.TASKS).agent();
    }

    @Test
    void addsAFieldWhereItBelongsAndLeavesTheRest() throws Exception {
        // When
        Built changed = Built.change(tasks, "Add a budget to projects and email the assignee every morning");

        // Then
        assertThat(changed.summary(StepId.DECISION_MAKING))
                .isEqualTo("Decision: change of existing agent, 3 of 3 generators");
        assertThat(changed.fieldNames("Project")).endsWith("budget");
        assertThat(changed.model("Project").fields())
                .containsAll(model("Project").fields());
        assertThat(changed.agent().models()).contains(model("Task"), model("TeamMember"), model("Comment"));
        assertThat(changed.agent().enums()).isEqualTo(tasks.enums());
        assertThat(changed.agent().name()).isEqualTo(tasks.name());
        assertThat(changed.agent().description()).isEqualTo(tasks.description());
        assertThat(changed.agent().schedules())
                .startsWith(tasks.schedules().toArray(new dev.stepfold.schemas.agent.Schedule[0]));
        assertThat(changed.scheduleOf("emailTeamMembersAboutTasks").cron()).isEqualTo("0 8 * * *");
        assertThat(changed.agent().migration()).isEqualTo("ALTER TABLE projects ADD COLUMN budget numeric(19, 4);\n");
        assertThat(changed.selection().touches())
                .contains("model Project: budget", "new action emailTeamMembersAboutTasks");
    }

    @Test
    void changesOnlyTheActionsThatTakeTheNewField() throws Exception {
        // When
        Built changed = Built.change(tasks, "Add a budget to projects");

        // Then
        List<String> touched = changed.agent().actions().stream()
                .filter(action -> !tasks.actions().contains(action))
                .map(Action::name)
                .toList();
        assertThat(touched).containsExactly("createProject", "updateProject", "listProjects", "getProject");
        assertThat(changed.action("createProject").input().at("/properties/budget/type"))
                .isNotEmpty();
        assertThat(changed.selection().skipped())
                .containsOnlyKeys("schedule-generation")
                .containsValue("The request names nothing that recurs.");
        assertThat(changed.agent().schedules()).isEqualTo(tasks.schedules());
    }

    @Test
    void addsAModelWithItsRelation() throws Exception {
        // When
        Built changed = Built.change(
                tasks, "Add a milestone entity with a title and a due date; each milestone belongs to a project");

        // Then
        assertThat(changed.fieldNames("Milestone")).contains("title", "dueDate", "projectId");
        assertThat(changed.model("Project").relations())
                .anyMatch(relation -> relation.model().equals("Milestone"));
        assertThat(changed.actionNames()).contains("createMilestone", "listMilestones");
    }

    @Test
    void addsAValueToAnEnumAndToTheSchemasThatListIt() throws Exception {
        // When
        Built changed = Built.change(tasks, "Add the status archived to tasks");

        // Then
        assertThat(changed.enumType("TaskStatus"))
                .isEqualTo(new EnumType("TaskStatus", List.of("todo", "in_progress", "blocked", "done", "archived")));
        assertThat(changed.action("listTasks")
                        .input()
                        .at("/properties/status/enum")
                        .toString())
                .contains("archived");
        assertThat(changed.action("assignTask")
                        .output()
                        .at("/properties/status/enum")
                        .toString())
                .contains("archived");
        assertThat(changed.agent().models()).isEqualTo(tasks.models());
    }

    @Test
    void addsARoleAsALinkToThePeopleWhoAreThere() throws Exception {
        // When
        Built changed = Built.change(tasks, "Tasks should have an estimate in hours and a reviewer");

        // Then
        assertThat(changed.model("Task").fields()).extracting(Field::name).endsWith("estimate", "reviewerId");
        assertThat(changed.modelNames())
                .isEqualTo(tasks.models().stream().map(Model::name).toList());
    }

    @Test
    void schedulesASecondReminderBesidesTheFirst() throws Exception {
        // When
        Built changed = Built.change(tasks, "Remind the assignee four days before the due date");

        // Then
        assertThat(changed.agent().actions()).containsAll(tasks.actions());
        assertThat(changed.scheduleOf("remindTeamMembersAboutTasks4DaysBefore").cron())
                .isEqualTo("0 8 * * *");
        assertThat(changed.selection().skipped()).containsOnlyKeys("database-generation");
    }

    @Test
    void skipsEverythingThatIsThereAlready() throws Exception {
        // When
        Built changed = Built.change(tasks, "Add a priority to tasks");

        // Then
        assertThat(changed.summary(StepId.DECISION_MAKING))
                .isEqualTo("Decision: change of existing agent, 0 of 3 generators");
        assertThat(changed.understanding().ambiguities()).contains("Task has a priority already.");
        assertThat(changed.agent().models()).isEqualTo(tasks.models());
        assertThat(changed.agent().actions()).isEqualTo(tasks.actions());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Remove the invoices",
                "Rename gadgets to widgets",
                "Drop all tables",
                "Delete everything",
                "Rename tasks to projects",
                "Rename tasks to 30"
            })
    void refusesToTakeAwayWhatIsNotThereOrAllOfIt(String request) {
        assertThatThrownBy(() -> Built.change(tasks, request))
                .isInstanceOf(StepFailure.class)
                .hasMessageContaining("has nothing that is meant by");
    }

    @Test
    void refusesToTakeTheLastModelAway() {
        assertThatThrownBy(() -> Built.change(tasks, "Remove tasks, projects, comments and team members"))
                .isInstanceOf(StepFailure.class)
                .hasMessageContaining("Say what stays");
    }

    @Test
    void takesAModelAwayWithAllThatNeedsIt() throws Exception {
        // When
        Built changed = Built.change(tasks, "Remove projects");

        // Then
        assertThat(changed.modelNames()).containsExactly("Task", "TeamMember", "Comment");
        assertThat(changed.fieldNames("Task")).doesNotContain("projectId");
        assertThat(changed.agent().enums()).extracting(EnumType::name).doesNotContain("ProjectStatus");
        assertThat(changed.actionNames()).noneMatch(name -> name.contains("Project"));
        assertThat(changed.action("createTask").input().at("/properties").has("projectId"))
                .isFalse();
        assertThat(changed.agent().schedules()).noneMatch(it -> it.action().contains("Project"));
        assertThat(changed.selection().touches()).contains("model Project goes");
        assertThat(changed.agent().migration()).isEqualTo("""
                        ALTER TABLE tasks DROP CONSTRAINT fk_tasks_project_id;
                        ALTER TABLE tasks DROP COLUMN project_id;
                        DROP TABLE projects CASCADE;
                        """);
    }

    @Test
    void renamesAModelWhereverItIsMet() throws Exception {
        // When
        Built changed = Built.change(tasks, "Rename tasks to tickets");

        // Then
        assertThat(changed.modelNames()).containsExactly("Ticket", "Project", "TeamMember", "Comment");
        assertThat(changed.actionNames()).contains("createTicket", "assignTicket", "listTickets");
        assertThat(changed.actionNames()).noneMatch(name -> name.contains("Task"));
        assertThat(changed.scheduleOf("remindTeamMembersAboutTickets").purpose())
                .contains("tickets");
        assertThat(changed.action("completeTicket").input().at("/properties").has("ticketId"))
                .isTrue();
    }

    @Test
    void movesAReminderNearerToItsDateInsteadOfAddingOne() throws Exception {
        // When
        Built changed =
                Built.change(tasks, "Remind team members of tasks 3 days before the due date instead of one day");

        // Then
        assertThat(changed.action("remindTeamMembersAboutTasks")
                        .input()
                        .at("/properties/daysBefore/default")
                        .asInt())
                .isEqualTo(3);
        assertThat(changed.agent().actions()).hasSameSizeAs(tasks.actions());
        assertThat(changed.scheduleOf("remindTeamMembersAboutTasks").purpose())
                .isEqualTo("Reminds team members about tasks 3 days before.");
        assertThat(changed.agent().schedules())
                .extracting(it -> it.cron())
                .isEqualTo(tasks.schedules().stream().map(it -> it.cron()).toList());
        assertThat(changed.selection().skipped()).containsOnlyKeys("database-generation");
    }

    @Test
    void movesAScheduleAndNothingElse() throws Exception {
        // When
        Built changed = Built.change(tasks, "Move the weekly summary of projects to every Friday at 16:00");

        // Then
        assertThat(changed.scheduleOf("summariseProjects").cron()).isEqualTo("0 16 * * 5");
        assertThat(changed.agent().schedules()).hasSameSizeAs(tasks.schedules());
        assertThat(changed.selection().skipped()).containsOnlyKeys("database-generation", "action-generation");
    }

    @Test
    void makesAFieldRequiredWithItsDefaultWhereRowsLackIt() throws Exception {
        // When
        Built changed = Built.change(tasks, "Make the priority of tasks required");

        // Then
        assertThat(changed.agent().migration()).contains("ALTER COLUMN priority SET NOT NULL;");
        assertThat(changed.action("createTask").input().at("/required").toString())
                .contains("priority");
        assertThat(changed.model("Project")).isEqualTo(model("Project"));
    }

    static Stream<String> migrations() {
        return MIGRATIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void migratesToJustTheSchemaThatItDescribes(String request) throws Exception {
        // Given
        Agent changed = Built.change(tasks, request).agent();
        String migration = Objects.requireNonNull(changed.migration());
        assertThat(migration).isNotBlank();

        // When
        try (Database migrated = new Database();
                Database fresh = new Database()) {
            migrated.run(tasks.ddl());
            migrated.run(migration);
            fresh.run(changed.ddl());

            // Then
            assertThat(migrated.shape()).isEqualTo(fresh.shape());
        }
    }

    @Test
    void appendsToDdlThatIsNotItsOwn() throws Exception {
        // Given
        Agent foreign = new Agent(
                tasks.name(),
                tasks.description(),
                tasks.models(),
                tasks.enums(),
                "-- by hand\n" + tasks.ddl(),
                tasks.actions(),
                tasks.schedules(),
                null);

        // When
        Agent changed = Built.change(foreign, "Add a budget to projects").agent();

        // Then
        assertThat(changed.ddl())
                .startsWith(foreign.ddl().stripTrailing())
                .endsWith("ADD COLUMN budget numeric(19, 4);\n");
    }

    private Model model(String name) {
        return tasks.models().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forget the comments, we don't need them",
                "Comments are not needed anymore",
                "The comments are no longer used"
            })
    void removesWhatIsNotNeeded(String request) throws Exception {
        // When
        Built changed = Built.change(tasks, request);

        // Then
        assertThat(changed.modelNames()).contains("Task", "Project").doesNotContain("Comment");
    }
}
