package dev.stepfold.schemas.contract;

import dev.stepfold.schemas.codec.JsonCodec;
import java.util.List;

/**
 * One kind of value of the contract: its name, which is the folder of its examples, and the codec that must agree with
 * its schema.
 */
public record Contract<T>(String name, JsonCodec<T> codec) {
    public static final List<Contract<?>> ALL = List.of(
            new Contract<>("command", JsonCodec.COMMANDS),
            new Contract<>("event", JsonCodec.EVENTS),
            new Contract<>("state", JsonCodec.STATES),
            new Contract<>("agent", JsonCodec.AGENTS),
            new Contract<>("options", JsonCodec.OPTIONS),
            new Contract<>("archived-log", JsonCodec.ARCHIVED_LOGS),
            new Contract<>("archive-place", JsonCodec.ARCHIVE_PLACES));

    public static Contract<?> named(String name) {
        return ALL.stream().filter(kind -> kind.name.equals(name)).findFirst().orElseThrow();
    }

    public String schemaFile() {
        return name + ".schema.json";
    }

    @Override
    public String toString() {
        return name;
    }
}
