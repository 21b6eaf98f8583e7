package dev.stepfold.agentexport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.codec.ContractMapper;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a field is in Prisma. */
final class PrismaColumn {
    /** Which type is kept how in PostgreSQL. */
    private static final Map<String, String> TYPES = Map.of(
            "uuid", "String @db.Uuid",
            "string", "String",
            "text", "String",
            "integer", "Int",
            "decimal", "Decimal",
            "boolean", "Boolean",
            "date", "DateTime @db.Date",
            "datetime", "DateTime @db.Timestamptz(6)",
            "time", "DateTime @db.Time(6)",
            "json", "Json");

    private PrismaColumn() {}

    /** The scalar type, perhaps with the type of the database as {@code String @db.Uuid}; empty if it is none of the contract's. */
    static Optional<String> scalar(String type) {
        return Optional.ofNullable(TYPES.get(type));
    }

    /** The field's default as the argument of {@code @default}; empty if Prisma has no value for it. */
    static Optional<String> initial(Field field, JsonNode value) {
        if (FieldTypes.isNow(field)) {
            return Optional.of("now()");
        }
        return switch (field.type()) {
            case "uuid", "string", "text" -> Optional.of(PrismaNames.quoted(value.asText()));
            case "integer" ->
                number(value)
                        .filter(number -> number.stripTrailingZeros().scale() <= 0
                                && number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0
                                && number.compareTo(BigDecimal.valueOf(Integer.MIN_VALUE)) >= 0)
                        .map(number -> Integer.toString(number.intValueExact()));
            case "decimal" ->
                number(value)
                        .filter(number -> number.precision() <= 100 && Math.abs(number.scale()) <= 100)
                        .map(BigDecimal::toPlainString);
            case "boolean" -> Optional.of(value.asText()).filter(text -> text.equals("true") || text.equals("false"));
            case "json" -> json(value);
            case "date", "datetime", "time" ->
                time(field.type(), value.asText()).map(PrismaNames::quoted);
            default -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        try {
            return Optional.of(new BigDecimal(value.asText()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A text is taken for the JSON text that it is. */
    private static Optional<String> json(JsonNode value) {
        String text = value.asText();
        try {
            @Nullable JsonNode read = ContractMapper.mapper().readTree(text);
            return read == null || read.isMissingNode() ? Optional.empty() : Optional.of(PrismaNames.quoted(text));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** As a time with date and offset (RFC 3339), which is what Prisma takes for all three types. */
    private static Optional<String> time(String type, String text) {
        try {
            OffsetDateTime time = switch (type) {
                case "date" -> LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
                case "time" -> LocalTime.parse(text).atDate(LocalDate.EPOCH).atOffset(ZoneOffset.UTC);
                default -> OffsetDateTime.parse(text);
            };
            return Optional.of(time.toInstant().toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
