package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import dev.stepfold.schemas.agent.Schedule;
import org.junit.jupiter.api.Test;

/** What single requests must lead to. */
class UnderstoodRequestsTest {
    @Test
    void fillsInWhatIsUsualForTasks() throws Exception {
        // When
        Built built = Built.create(Requests.TASKS);

        // Then
        assertThat(built.agent().name()).isEqualTo("Task Management System");
        assertThat(built.modelNames()).startsWith("Task").contains("Project", "TeamMember", "Comment");
        assertThat(built.enumType("TaskStatus").values()).containsExactly("todo", "in_progress", "blocked", "done");
        assertThat(built.actionNames()).contains("createTask", "assignTask", "completeTask");
        assertThat(built.summary(StepId.PROMPT_UNDERSTANDING)).isEqualTo("Understood: 4 entities, 5 features");
    }

    @Test
    void takesAttributesStatusAndReminderFromTheText() throws Exception {
        // When
        Built built = Built.create(Requests.INVOICES);

        // Then
        assertThat(built.modelNames()).startsWith("Invoice", "Customer");
        assertThat(built.enumType("InvoiceStatus").values()).containsExactly("draft", "sent", "paid");
        assertThat(field(built, "Invoice", "dueDate").type()).isEqualTo("date");
        assertThat(built.action("remindCustomersAboutInvoices")
                        .input()
                        .at("/properties/daysBefore/default")
                        .asInt())
                .isEqualTo(3);
        assertThat(built.scheduleOf("remindCustomersAboutInvoices").cron()).isEqualTo("0 8 * * *");
        assertThat(built.scheduleOf("reportOverdueInvoices").cron()).isEqualTo("0 9 * * 1");
    }

    @Test
    void namesModelsInTheWordsOfTheText() throws Exception {
        // When
        Built built = Built.create(Requests.CLINIC);

        // Then
        assertThat(built.agent().name()).isEqualTo("Dental Clinic Agent");
        assertThat(built.modelNames()).containsExactly("Patient", "Dentist", "Appointment");
        assertThat(built.fieldNames("Patient")).contains("dateOfBirth", "insuranceNumber");
        assertThat(built.model("Appointment").relations())
                .extracting(Relation::name)
                .contains("patient", "dentist");
        assertThat(built.analysis().integrations()).extracting("kind").containsExactly("sms");
        assertThat(built.scheduleOf("textPatientsAboutAppointments").cron()).isEqualTo("0 * * * *");
    }

    @Test
    void buildsAnUnknownDomainFromTheNounsOfTheText() throws Exception {
        // When
        Built built = Built.create(Requests.HIVES);

        // Then
        assertThat(built.understanding().domain()).isEqualTo("general");
        assertThat(built.understanding().confidence()).isLessThan(0.5);
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.startsWith("Confidence is low"));
        assertThat(built.modelNames()).containsExactly("Hive", "Harvest", "Treatment");
        assertThat(field(built, "Hive", "queenAge").type()).isEqualTo("integer");
        assertThat(built.scheduleOf("summariseHarvests").cron()).isEqualTo("0 18 * * 0");
    }

    @Test
    void readsStatesInAnyOrderOfWordsAndEventsAndTimeZones() throws Exception {
        // When
        Built built = Built.create(Requests.BIKES);

        // Then
        assertThat(built.enumType("RepairStatus").values())
                .containsExactly("received", "in_progress", "ready", "collected");
        assertThat(built.action("notifyCustomersAboutRepairs").trigger()).isEqualTo("event");
        assertThat(built.agent().schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.cron()).isEqualTo("0 2 * * *");
            assertThat(schedule.timeZone()).isEqualTo("Europe/Berlin");
        });
    }

    @Test
    void readsPathsOfStatesIntoTheUsualStage() throws Exception {
        // When
        Built built = Built.create("Build a CRM for deals. Deals move from scouted to pitched to signed.");

        // Then
        assertThat(built.enumType("DealStage").values()).containsExactly("scouted", "pitched", "signed");
    }

    @Test
    void setsTheStateThatAVerbLeadsTo() throws Exception {
        // When
        Built built = Built.create(Requests.LEAVE);

        // Then
        assertThat(built.action("approveLeaveRequest")
                        .output()
                        .at("/properties/status/const")
                        .asText())
                .isEqualTo("approved");
        assertThat(built.action("rejectLeaveRequest")
                        .output()
                        .at("/properties/status/const")
                        .asText())
                .isEqualTo("rejected");
        assertThat(built.scheduleOf("reportLeaveRequests"))
                .extracting(Schedule::cron, Schedule::timeZone)
                .containsExactly("0 18 L * *", "America/New_York");
    }

    @Test
    void writesTheModelBetweenTwoThatAVerbBringsTogether() throws Exception {
        // When
        Built built = Built.create(Requests.LIBRARY);

        // Then
        assertThat(built.action("borrowBook").writes()).containsExactly("Loan");
        assertThat(built.action("borrowBook").reads()).contains("Book", "Member");
        assertThat(built.scheduleOf("chargeOverdueLoans").cron()).isEqualTo("0 * * * *");
    }

    @Test
    void readsAttributesInBrackets() throws Exception {
        // When
        Built built = Built.create(Requests.PLANTS);

        // Then
        assertThat(built.fieldNames("Plant")).contains("name", "species", "wateringInterval", "roomId");
        assertThat(built.scheduleOf("waterPlants").cron()).isEqualTo("0 8 */3 * *");
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.contains("cannot be said exactly"));
    }

    @Test
    void takesManyForARelationAndOneForAForeignKey() throws Exception {
        // When
        Built built = Built.create(Requests.PODCASTS);

        // Then
        assertThat(built.model("Podcast").relations())
                .anyMatch(it -> it.model().equals("Episode") && it.cardinality() == Cardinality.ONE_TO_MANY);
        assertThat(built.fieldNames("Episode")).contains("podcastId", "publishDate", "duration");
        assertThat(built.scheduleOf("publishEpisodes").cron()).isEqualTo("0 6 * * 1-5");
    }

    @Test
    void givesManyToManyAModelOfItsOwn() throws Exception {
        // When
        Built built = Built.create("Track projects and employees. Each project has employees and a budget.");

        // Then
        assertThat(built.modelNames()).contains("ProjectEmployee");
        assertThat(built.fieldNames("ProjectEmployee")).contains("projectId", "employeeId");
    }

    @Test
    void keepsToTheMarkOfUniquenessAndToReservedWords() throws Exception {
        // When
        Built warehouse = Built.create(Requests.WAREHOUSE);
        Built reserved = Built.create(Requests.RESERVED);

        // Then
        assertThat(field(warehouse, "Product", "sku").unique()).isTrue();
        assertThat(reserved.fieldNames("Order")).contains("userId", "groupId", "fromDate", "toDate", "limit", "check");
        assertThat(reserved.agent().ddl()).contains("\"limit\"", "\"check\"", "\"end\"", "\"default\"");
    }

    @Test
    void servesTwoSystemsInOneAgentAndSaysSo() throws Exception {
        // When
        Built built = Built.create(Requests.TWO_SYSTEMS);

        // Then
        assertThat(built.modelNames()).contains("Contact", "Deal", "Product", "Warehouse");
        assertThat(built.agent().name()).contains("CRM", "Inventory");
        assertThat(built.understanding().ambiguities()).anyMatch(text -> text.contains("two systems"));
    }

    @Test
    void keepsTheRequestsOwnLimitsAsRules() throws Exception {
        // When
        Built built = Built.create(Requests.HELPDESK);

        // Then
        assertThat(built.analysis().accessRules()).contains("Only agents may close tickets");
        assertThat(built.enumType("TicketPriority").values()).containsExactly("low", "normal", "urgent");
        assertThat(built.scheduleOf("escalateUrgentTickets").cron()).isEqualTo("*/30 * * * *");
    }

    @Test
    void remindsThoseWhoGetAReminder() throws Exception {
        // When
        Built built = Built.create(Requests.COURSES);

        // Then
        assertThat(built.scheduleOf("remindStudentsAboutMissingAssignments").cron())
                .isEqualTo("0 18 * * *");
        assertThat(built.action("enrolStudent").writes()).containsExactly("Enrolment");
    }

    @Test
    void usesTheDateThatTheDomainKnowsByALongerName() throws Exception {
        // When
        Built built = Built.create(Requests.FLEET);

        // Then
        assertThat(built.modelNames()).startsWith("Van", "Driver");
        assertThat(built.understanding().recurringNeeds().getFirst().lead()).satisfies(lead -> {
            assertThat(lead).isNotNull();
            assertThat(lead.field()).isEqualTo("nextInspectionDate");
        });
    }

    @Test
    void tiesWhatIsManagedToWhatItIsFor() throws Exception {
        // When
        Built built = Built.create(Requests.MACHINES);

        // Then
        assertThat(built.fieldNames("WorkOrder")).contains("machineId");
        assertThat(field(built, "Machine", "serialNumber").unique()).isTrue();
        assertThat(built.scheduleOf("inspectMachines").cron()).isEqualTo("0 8 1 */6 *");
    }

    @Test
    void readsValuesOfAnyNounThatHasThem() throws Exception {
        // When
        Built built = Built.create(Requests.MEALS);

        // Then
        assertThat(built.enumType("RecipeDifficulty").values()).containsExactly("easy", "medium", "hard");
        assertThat(built.modelNames()).contains("Ingredient", "ShoppingList");
        assertThat(built.scheduleOf("sendShoppingLists").cron()).isEqualTo("0 8 * * 6");
    }

    @Test
    void schedulesNothingWhereNothingIsWanted() throws Exception {
        // When
        Built built = Built.create("Track stamps and albums, without automation.");

        // Then
        assertThat(built.selection().skipped()).containsOnlyKeys("schedule-generation");
        assertThat(built.summary(StepId.DECISION_MAKING)).isEqualTo("Decision: new agent, 2 of 3 generators");
        assertThat(built.agent().schedules()).isEmpty();
    }

    @Test
    void countsWhatCouldRunByItselfAndDoesNot() throws Exception {
        // When
        Built built =
                Built.create("Track minerals. Every Monday at 7 send a summary of minerals. Managers export minerals.");

        // Then
        assertThat(built.summary(StepId.SCHEDULE_GENERATION)).isEqualTo("Schedules: 1 schedule, 50% coverage");
    }

    private static Field field(Built built, String model, String name) {
        return built.model(model).fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + built.fieldNames(model)));
    }
}
