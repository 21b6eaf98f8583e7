package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How people describe what a thing has. */
class DescribedAttributesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track llamas. A llama has a name, a coat (short, woolly or silky) and a birthday.",
                "Track llamas. A llama has a birthday and a coat, either short, woolly or silky.",
                "Track llamas. A llama has a birthday and a coat that is short, woolly or silky.",
                "Track llamas. A llama has a birthday and a coat which can be either short, woolly or silky.",
                "Track llamas. A llama has a birthday, and its coat is short, woolly or silky.",
                "Track llamas and shearings. The coat of a llama is short, woolly or silky.",
                "Track llamas and shearings. A llama's coat can be short, woolly or silky.",
                "llamas w/ name, coat (short, woolly or silky), birthday"
            })
    void readsTheValuesOfAnyNoun(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.enumType("LlamaCoat").values()).containsExactly("short", "woolly", "silky");
    }

    static Stream<Arguments> attributes() {
        return Stream.of(
                Arguments.of("A kiosk has a name, mobile and opening day.", "Kiosk", "mobile", "string"),
                Arguments.of("Kiosk: name, serial number, insulated, broken down", "Kiosk", "insulated", "boolean"),
                Arguments.of("Kiosk: name, serial number, last painted", "Kiosk", "lastPainted", "date"),
                Arguments.of("A kiosk has a name and a width in metres.", "Kiosk", "width", "decimal"),
                Arguments.of(
                        "A kiosk has a name, a reach in square kilometres and a colour.", "Kiosk", "reach", "decimal"),
                Arguments.of("A kiosk has a name and a setup time in minutes.", "Kiosk", "setupTime", "integer"),
                Arguments.of("Kiosk: make, model, serial number", "Kiosk", "make", "string"),
                Arguments.of("kiosk = name + rent + district", "Kiosk", "rent", "decimal"),
                Arguments.of("A kiosk has a name and a fuel consumption.", "Kiosk", "fuelConsumption", "decimal"),
                Arguments.of("Kiosk: name, copies, shelves left", "Kiosk", "copies", "integer"),
                Arguments.of("For each kiosk: name, weight, street", "Kiosk", "weight", "decimal"),
                Arguments.of("Kiosks have: name, weight, street", "Kiosk", "weight", "decimal"),
                Arguments.of("A kiosk has got a name and a weight.", "Kiosk", "weight", "decimal"),
                Arguments.of("A kiosk is identified by a name and a weight.", "Kiosk", "weight", "decimal"),
                Arguments.of("Kiosks with the following fields: name, weight", "Kiosk", "weight", "decimal"),
                Arguments.of("Kiosk: name, painted on, built by, rent", "Kiosk", "paintedOn", "date"),
                Arguments.of(
                        "Kiosk: name, counter size in cm, chairs, missing parts", "Kiosk", "counterSize", "decimal"),
                Arguments.of("Kiosk: name, copies, chairs left", "Kiosk", "chairsLeft", "integer"),
                Arguments.of("Note the street, turnover and opening of each kiosk.", "Kiosk", "street", "string"),
                Arguments.of("Record the price and weight of every kiosk.", "Kiosk", "weight", "decimal"),
                Arguments.of("Vendors register with name, birthday and licence.", "Vendor", "birthday", "date"),
                Arguments.of("Vendors log hours on kiosks.", "HourEntry", "kioskId", "uuid"));
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void readsAttributesOfARow(String sentence, String model, String field, String type) throws Exception {
        // When
        Built built = Built.create("Track kiosks and vendors. " + sentence);

        // Then
        assertThat(built.model(model).fields())
                .filteredOn(it -> it.name().equals(field))
                .singleElement()
                .satisfies(it -> assertThat(it.type()).isEqualTo(type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "There are canoes, paddles and vests. Charge renters every Friday at 9.",
                "We have canoes, paddles and vests. Charge renters every Friday at 9.",
                "Need an outdoor tracker with: - canoes (colour, length) - paddles - vests (size)",
                "Outdoor tracker:\n- canoes (colour, length)\n- paddles\n- vests (size)\n"
            })
    void keepsWhatThereIs(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.modelNames()).contains("Canoe", "Paddle", "Vest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Track voyages. There are three kinds of voyages: coastal, inland and polar.",
                "Track voyages. The kinds of a voyage are coastal, inland and polar.",
                "Track voyages. Captains tag voyages as coastal, inland or polar.",
                "Track voyages and captains. Rate the voyages coastal, inland or polar.",
                "Track voyages. A voyage has the states coastal, inland and polar.",
                "Track voyages: voyages go coastal -> inland -> polar",
                "Track voyages. A voyage has a name and a route. Routes are coastal, inland or polar.",
                "Track voyages. A voyage has a name, may be coastal, inland or polar."
            })
    void readsValuesThatTheTextTellsInOtherWays(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.agent().enums())
                .anySatisfy(it -> assertThat(it.values()).containsExactly("coastal", "inland", "polar"));
    }

    @Test
    void keepsNightsAmongThings() throws Exception {
        // When
        Built built = Built.create("Star party: domes, hosts, nights and sketches. A sketch has a title.");

        // Then
        assertThat(built.modelNames()).contains("Dome", "Host", "Night", "Sketch");
    }

    @Test
    void takesAParticipleBeforeANounForNoPartOfItsName() throws Exception {
        // When
        Built built = Built.create("Print jobs. Jobs and plotters. Reprint jammed jobs every 10 minutes.");

        // Then
        assertThat(built.modelNames()).doesNotContain("JammedJob", "Jammed");
    }

    @Test
    void givesAttributesToWhatIsBetweenOthers() throws Exception {
        // When
        Built built = Built.create(
                "Fencing club. Fencers have a name. Duels between fencers with a date, a hall and a score.");

        // Then
        assertThat(built.modelNames()).contains("Duel");
        assertThat(built.fieldNames("Duel")).contains("date", "hall", "score");
    }

    @Test
    void takesADescribedAttributeForNoThing() throws Exception {
        // When
        Built built = Built.create(
                "Track moorings. A mooring has a number and a yearly rent. Collect the rent on 1 May every year.");

        // Then
        assertThat(built.modelNames()).containsExactly("Mooring");
        assertThat(built.agent().schedules())
                .singleElement()
                .satisfies(it -> assertThat(List.of(it.cron())).containsExactly("0 8 1 5 *"));
    }

    @Test
    void makesAThingOfWhatOtherThingsBelongTo() throws Exception {
        // When
        Built built = Built.create("Track puppets. A puppet has a name, a height and a troupe it belongs to.");

        // Then
        assertThat(built.modelNames()).contains("Troupe");
        assertThat(built.fieldNames("Puppet")).contains("troupeId");
    }
}
