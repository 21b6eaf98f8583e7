package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done, where only the order of words tells the verb, and when. */
class OrderOfWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Track lockers and swimmers. When a swimmer goes home, empty the locker. | emptyLocker",
                "Track wines. A wine has a name. When I uncork a wine I score it. | score",
                "I'd like visitors to reserve kayaks, and the guide to check paddles. | reserveKayak",
                "I'd like visitors to reserve kayaks, and the guide to check paddles. | checkPaddle",
                "Track stands and vendors. Vendors apply for stands, the clerk awards one. | awardStand",
                "Track flags and scouts. Scouts hoist up flags. | hoistFlag",
                "Track tiles and masons. Masons replace tiles. | replaceTile",
                "Track tiles and masons. Masons inspect walls, replace tiles. | replaceTile",
                "Track crates and porters. Auction unclaimed crates. | auctionUnclaimedCrate",
                "Track crates and porters. When a crate arrives the porter weighs it. | weighCrate",
                "Track sheds and owners. Owners should be able to rent sheds. | rentShed",
                "Track sties and swineherds. Scrub out the sties. | scrubSty",
                "Track plays and critics. Critics propose plays and vote on them. | votePlay",
                "Track pupils and sheets. Send the pupils their sheets. | sendSheet"
            })
    void findsTheVerb(String request, String action) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.actionNames()).anyMatch(name -> name.startsWith(action));
    }

    @Test
    void takesAnOrderWithoutObjectForOne() throws Exception {
        // When
        Built built = Built.create("Track kilns and glazes. Roast on Tuesdays at 8am, ship glazes on Fridays at 3pm.");

        // Then
        assertThat(built.agent().schedules())
                .anySatisfy(it -> isAt(it, "roast", "0 8 * * 2"))
                .anySatisfy(it -> isAt(it, "ship", "0 15 * * 5"));
    }

    @Test
    void givesEachClauseTheTimeThatStandsBeforeItsVerb() throws Exception {
        // When
        Built built = Built.create(
                "Track boilers and tenants. Weekdays at 7:10 check the boilers, and weekdays at 16:40 notify the tenants.");

        // Then
        assertThat(built.agent().schedules())
                .anySatisfy(it -> isAt(it, "check", "10 7 * * 1-5"))
                .anySatisfy(it -> isAt(it, "notify", "40 16 * * 1-5"));
    }

    @Test
    void sharesAVerbAmongObjectsWithTimesOfTheirOwn() throws Exception {
        // When
        Built built = Built.create("Track goats and hens. Milk the goats at 6 and 18, the sheep at 7 and 19.");

        // Then
        assertThat(built.agent().schedules())
                .anySatisfy(it -> isAt(it, "milkGoats", "0 6,18 * * *"))
                .anySatisfy(it -> isAt(it, "milk", "0 7,19 * * *"));
    }

    @Test
    void readsOneDayOfSeveralMonths() throws Exception {
        // When
        Built built = Built.create("Track chimneys. Sweep the chimneys on 15 March and 15 September.");

        // Then
        assertThat(built.agent().schedules()).singleElement().satisfies(it -> isAt(it, "sweep", "0 8 15 3,9 *"));
    }

    @Test
    void readsAClockInMonths() throws Exception {
        // When
        Built built = Built.create("Track ploughs. Start the ploughs at 4:00 and 14:00 in December and January.");

        // Then
        assertThat(built.agent().schedules()).singleElement().satisfies(it -> isAt(it, "start", "0 4,14 * 1,12 *"));
        assertThat(built.understanding().ambiguities()).anyMatch(note -> note.contains("does not say on which days"));
    }

    @Test
    void namesTheOccasionAtWhichTheAgentIsToSpeakToItsWriter() throws Exception {
        // When
        Built built = Built.create("I want a diary that asks me at lunch how the morning went. Entries and moods.");

        // Then
        assertThat(built.understanding().ambiguities()).anyMatch(note -> note.contains("at lunch"));
    }

    @Test
    void joinsAClockWithTheDistanceAfterIt() throws Exception {
        // When
        Built built = Built.create("Track permits. A permit has an end date. Remind holders at 5pm the day before.");

        // Then
        assertThat(built.agent().schedules()).anySatisfy(it -> isAt(it, "remind", "0 17 * * *"));
        assertThat(built.understanding().ambiguities()).noneMatch(note -> note.contains("the day before\" in"));
    }

    private static void isAt(Schedule schedule, String action, String cron) {
        assertThat(schedule.action()).startsWith(action);
        assertThat(schedule.cron()).isEqualTo(cron);
    }
}
