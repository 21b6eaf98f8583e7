package dev.stepfold.generation.builtin.language;

import java.util.List;
import java.util.Set;

/** Units of measure after "in": "a length in metres", "an area in square feet", "a price in euros". */
final class Units {
    private static final Set<String> POWERS = Set.of("square", "cubic", "whole", "full");
    private static final Set<String> UNITS = Set.of(
            "second",
            "minute",
            "hour",
            "day",
            "week",
            "month",
            "year",
            "page",
            "word",
            "metre",
            "meter",
            "centimetre",
            "centimeter",
            "millimetre",
            "millimeter",
            "kilometre",
            "kilometer",
            "mile",
            "foot",
            "feet",
            "inch",
            "yard",
            "m",
            "cm",
            "mm",
            "km",
            "m2",
            "sqm",
            "hectare",
            "acre",
            "gram",
            "kilogram",
            "kilo",
            "kg",
            "g",
            "mg",
            "tonne",
            "ton",
            "pound",
            "lb",
            "ounce",
            "oz",
            "litre",
            "liter",
            "l",
            "ml",
            "gallon",
            "hectolitre",
            "percent",
            "degree",
            "celsius",
            "fahrenheit",
            "euro",
            "eur",
            "dollar",
            "usd",
            "cent",
            "franc",
            "krona",
            "yen",
            "watt",
            "kw",
            "kwh",
            "kilowatt",
            "megawatt",
            "volt",
            "amp",
            "ampere",
            "hertz",
            "khz",
            "mhz",
            "ghz",
            "hz",
            "db",
            "decibel",
            "bar",
            "psi",
            "ppm",
            "lux",
            "lumen",
            "knot",
            "kmh",
            "mph",
            "bpm",
            "rpm",
            "byte",
            "mb",
            "gb",
            "tb",
            "ms",
            "millisecond",
            "kcal",
            "calorie",
            "pixel",
            "carat");

    private Units() {}

    /** The place after "in metres" or "in square metres"; the same place if no unit stands there. */
    static int end(List<Token> tokens, int i) {
        if (i + 1 >= tokens.size() || !tokens.get(i).lower().equals("in")) {
            return i;
        }
        int unit = POWERS.contains(tokens.get(i + 1).lower()) ? i + 2 : i + 1;
        return unit < tokens.size() && UNITS.contains(singular(tokens.get(unit))) ? unit + 1 : i;
    }

    /** A unit in the singular. */
    static String singular(Token token) {
        return Lexicon.english().singular(token.lower());
    }
}
