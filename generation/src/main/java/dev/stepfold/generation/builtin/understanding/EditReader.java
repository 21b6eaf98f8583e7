package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.language.English;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.result.AttributeSpec;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's changes to existing parts: "rename … to …", "remove …", "make … required", "… instead of Mondays".
 * The words that it reads are left out of the sentence; the rest is read as usual.
 */
final class EditReader {
    private static final Set<String> REMOVING = Set.of("remove", "delete", "drop", "erase", "forget", "ditch");
    /** After one of these, "we don't need them" says it again. */
    private static final Set<Edit.Kind> REMOVALS =
            Set.of(Edit.Kind.REMOVE_MODEL, Edit.Kind.REMOVE_FIELD, Edit.Kind.UNSCHEDULE);

    private static final Set<String> STOPPING = Set.of("stop", "disable", "unschedule");
    private static final Set<String> ALL = Set.of("all", "everything", "every", "any");
    private static final Map<String, Boolean> REQUIRED =
            Map.of("required", true, "mandatory", true, "optional", false, "nullable", false);
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("integer", "integer"),
            Map.entry("whole", "integer"),
            Map.entry("number", "decimal"),
            Map.entry("decimal", "decimal"),
            Map.entry("text", "text"),
            Map.entry("string", "string"),
            Map.entry("boolean", "boolean"),
            Map.entry("flag", "boolean"),
            Map.entry("date", "date"),
            Map.entry("datetime", "datetime"),
            Map.entry("timestamp", "datetime"));

    private final EditTargets targets;
    private final ScheduleMoves moves;
    private final Reading reading;
    private final List<Edit> edits = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean taken;

    EditReader(EditTargets targets, Reading reading) {
        this.targets = targets;
        this.moves = new ScheduleMoves(targets, new ScheduleEdits(targets, edits, notes));
        this.reading = reading;
    }

    /** A further value of an enum. */
    record Value(String model, AttributeSpec attribute) {}

    List<Edit> edits() {
        return edits;
    }

    /** What the edits leave open, in sentences. */
    List<String> notes() {
        return notes;
    }

    List<Value> values() {
        return values;
    }

    /** The rest of a sentence. */
    List<Token> read(List<Token> sentence) {
        Optional<Value> further = BesideValues.in(sentence, targets.agent());
        if (further.isPresent()) {
            values.add(further.get());
            return List.of();
        }
        int own = clauseOfInstead(sentence);
        if (own > 0) {
            return joined(
                    read(sentence.subList(0, own - 1)),
                    sentence.get(own - 1),
                    read(sentence.subList(own, sentence.size())));
        }
        int moved = moves.read(sentence);
        if (moved > 0) {
            return read(sentence.subList(Math.min(moved + 1, sentence.size()), sentence.size()));
        }
        for (int i = 1; i < sentence.size() - 1; i++) {
            if (!sentence.get(i).is(Tag.AND, Tag.COMMA) || !sentence.get(i + 1).is(Tag.VERB, Tag.DETERMINER)) {
                continue;
            }
            int later = moves.read(sentence.subList(i + 1, sentence.size()));
            if (later > 0) {
                int next = Math.min(i + 1 + later, sentence.size() - 1);
                return joined(
                        changed(sentence.subList(0, i)),
                        sentence.get(i),
                        read(sentence.subList(next + 1, sentence.size())));
            }
        }
        return changed(moves.completed(sentence));
    }

    /** Where the order begins that "instead" belongs to, if another one stands before it; 0 if there is none. */
    private static int clauseOfInstead(List<Token> sentence) {
        int instead = indexOf(sentence, Set.of("instead"));
        return IntStream.range(1, Math.max(1, instead))
                .filter(i -> sentence.get(i).is(Tag.VERB) && sentence.get(i - 1).is(Tag.AND, Tag.COMMA))
                .filter(i -> sentence.subList(0, i).stream().anyMatch(token -> token.is(Tag.VERB)))
                .reduce(0, (_, later) -> later);
    }

    /** What is left of both sides of a clause that was read. */
    private static List<Token> joined(List<Token> before, Token between, List<Token> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return before.isEmpty() ? after : before;
        }
        return Stream.of(before, List.of(between), after).flatMap(List::stream).toList();
    }

    private List<Token> changed(List<Token> sentence) {
        List<Token> rest = new ArrayList<>();
        @Nullable String verb = null;
        int from = 0;
        for (int i = 0; i <= sentence.size(); i++) {
            if (i < sentence.size() && !sentence.get(i).is(Tag.AND, Tag.COMMA)) {
                continue;
            }
            List<Token> part = sentence.subList(from, i);
            verb = trigger(part).orElse(startsClause(part) ? null : verb);
            boolean taken = !part.isEmpty() && read(part, verb);
            if (!taken) {
                rest.addAll(sentence.subList(from, Math.min(i + 1, sentence.size())));
            }
            from = i + 1;
        }
        boolean open = !rest.isEmpty() && rest.getLast().is(Tag.AND, Tag.COMMA);
        return open ? List.copyOf(rest.subList(0, rest.size() - 1)) : rest;
    }

    private static boolean startsClause(List<Token> part) {
        return part.stream().limit(2).anyMatch(token -> token.is(Tag.VERB));
    }

    private static Optional<String> trigger(List<Token> part) {
        return IntStream.range(0, Math.min(4, part.size()))
                .filter(i -> i == 0 || !isDoneBySomebody(part, i))
                .mapToObj(i -> trigger(part, i))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** "authors approve or delete comments" tells what people do, and asks for no removal. */
    private static boolean isDoneBySomebody(List<Token> part, int verb) {
        return part.subList(0, verb).stream()
                .anyMatch(token -> token.plural() && Lexicon.english().isPerson(token.base()));
    }

    private static Optional<String> trigger(List<Token> part, int i) {
        String word = part.get(i).lower();
        boolean known = REMOVING.contains(word)
                || STOPPING.contains(word)
                || Set.of("rename", "replace", "make", "change", "turn", "convert")
                        .contains(word);
        if (word.equals("rid")) {
            return Optional.of("remove");
        }
        boolean no = word.equals("no") && i == 0 && indexOf(part, Set.of("anymore", "longer", "more")) > 0;
        if (no) {
            return Optional.of("unwanted");
        }
        boolean unwanted = Set.of("don't", "not", "longer").contains(word)
                && i + 1 < part.size()
                && Set.of("need", "want", "use").contains(part.get(i + 1).lower());
        return unwanted ? Optional.of("unwanted") : known ? Optional.of(word) : Optional.empty();
    }

    private boolean read(List<Token> part, @Nullable String verb) {
        taken = false;
        if (requires(part) || retypes(part) || extendsEnum(part) || isUnneeded(part) || verb == null) {
            return taken;
        }
        return switch (verb) {
            case "rename", "replace" -> renames(part, verb);
            case "stop", "disable" -> stops(after(part, verb)) || stopsUnknown(after(part, verb));
            case "turn" -> part.stream().anyMatch(it -> it.lower().equals("off")) && stops(after(part, "off"));
            case "unwanted" -> removes(after(part, "need", "want", "use"));
            case "make", "change", "convert" -> false;
            default -> removes(after(part, "remove", "delete", "drop", "erase", "forget", "ditch", "of"));
        };
    }

    /** The words after the first of those, or all of them. */
    private static List<Token> after(List<Token> part, String... words) {
        for (int i = 0; i < part.size(); i++) {
            if (List.of(words).contains(part.get(i).lower())) {
                return part.subList(i + 1, part.size());
            }
        }
        return part;
    }

    private static int indexOf(List<Token> part, Set<String> words) {
        return IntStream.range(0, part.size())
                .filter(i -> words.contains(part.get(i).lower()))
                .findFirst()
                .orElse(-1);
    }

    /** "tanks are not needed anymore", "songs are no longer used". */
    private boolean isUnneeded(List<Token> part) {
        int needed = indexOf(part, Set.of("needed", "wanted", "used", "required", "necessary"));
        int be = IntStream.range(1, Math.max(1, needed))
                .filter(i -> part.get(i).is(Tag.BE))
                .findFirst()
                .orElse(-1);
        boolean not = be > 0
                && part.subList(be, needed).stream()
                        .anyMatch(word -> Set.of("not", "longer", "n't").contains(word.lower())
                                || word.lower().endsWith("n't"));
        return not && removes(part.subList(0, be));
    }

    private boolean renames(List<Token> part, String verb) {
        List<Token> objects = after(part, verb);
        int to = indexOf(objects, verb.equals("rename") ? Set.of("to", "into", "as") : Set.of("by", "with"));
        Optional<EditTargets.Target> target = to < 0 ? Optional.empty() : targets.find(objects.subList(0, to));
        List<Token> words = to < 0 ? List.of() : objects.subList(to + 1, objects.size());
        String spoken = String.join(
                " ",
                words.stream()
                        .filter(it -> !it.is(Tag.DETERMINER))
                        .map(Token::lower)
                        .toList());
        if (target.isEmpty() || Names.camel(spoken).isEmpty()) {
            reading.remove(text(part));
            return true;
        }
        Field field = target.get().field();
        String model = target.get().model().name();
        if (field == null) {
            String one = Names.spoken(spoken);
            int space = one.lastIndexOf(' ') + 1;
            String name =
                    Names.pascal(one.substring(0, space) + Lexicon.english().singular(one.substring(space)));
            rename(new Edit(Edit.Kind.RENAME_MODEL, model, null, name), part);
        } else {
            String name = Names.camel(spoken) + (field.references() == null ? "" : "Id");
            rename(new Edit(Edit.Kind.RENAME_FIELD, model, field.name(), name), part);
        }
        return true;
    }

    private void rename(Edit edit, List<Token> part) {
        if (AgentEdits.isPossible(AgentEdits.apply(targets.agent(), edits), edit)) {
            edits.add(edit);
        } else {
            reading.remove(text(part));
        }
    }

    private boolean removes(List<Token> objects) {
        boolean same = !edits.isEmpty() && REMOVALS.contains(edits.getLast().kind());
        if (same
                && !objects.isEmpty()
                && objects.stream().allMatch(word -> word.is(Tag.PRONOUN, Tag.ADVERB, Tag.DETERMINER))) {
            return true;
        }
        boolean sweeping = indexOf(objects, ALL) >= 0;
        Optional<EditTargets.Target> target = sweeping ? Optional.empty() : targets.find(objects);
        if (target.isEmpty()) {
            if (stops(objects)) {
                return true;
            }
            reading.remove("remove " + text(objects));
            return true;
        }
        Field field = target.get().field();
        edits.add(new Edit(
                field == null ? Edit.Kind.REMOVE_MODEL : Edit.Kind.REMOVE_FIELD,
                target.get().model().name(),
                field == null ? null : field.name(),
                null));
        return true;
    }

    private boolean stops(List<Token> words) {
        NamedService named = NamedService.in(words);
        Optional<Schedule> timed = named.scheduleAtItsTime(targets);
        Optional<Schedule> schedule = targets.schedule(words).or(() -> timed);
        List<Token> limits = timed.isPresent() ? words.subList(named.at() + 1, words.size()) : words;
        if (schedule.isPresent() && isLimited(limits)) {
            notes.add("\"" + text(words) + "\" was not understood; the schedule "
                    + schedule.get().name() + " was not stopped.");
            return true;
        }
        schedule.ifPresent(it -> edits.add(new Edit(Edit.Kind.UNSCHEDULE, it.name(), null, null)));
        return schedule.isPresent();
    }

    /** "stop sending the sales report", where no schedule of the agent is that one. */
    private boolean stopsUnknown(List<Token> words) {
        NamedService named = NamedService.in(words);
        if (!named.isDefinite() || targets.agent().schedules().isEmpty()) {
            return false;
        }
        notes.add("\"" + text(words) + "\" does not say which schedule is meant, or means several; none was stopped.");
        return true;
    }

    /** "on Fridays", "until March": it is not to stop for ever. */
    private static boolean isLimited(List<Token> words) {
        TimeReader.Times times = English.times(words);
        return !times.unread().isEmpty()
                || times.phrases().stream()
                        .anyMatch(time -> words.get(time.from()).is(Tag.PREPOSITION));
    }

    /** "make the phone of patients required", "the phone must be optional". */
    private boolean requires(List<Token> part) {
        int flag = indexOf(part, REQUIRED.keySet());
        if (flag != part.size() - 1 || flag < 1) {
            return false;
        }
        int from = indexOf(part, Set.of("make", "change")) + 1;
        int to = indexOf(part, Set.of("should", "must", "is", "are", "be", "becomes"));
        targets.find(part.subList(from, to > from ? to : flag)).ifPresent(target -> {
            if (target.field() != null) {
                boolean required =
                        Boolean.TRUE.equals(REQUIRED.get(part.get(flag).lower()));
                Edit.Kind kind = required ? Edit.Kind.REQUIRE_FIELD : Edit.Kind.RELAX_FIELD;
                edits.add(new Edit(kind, target.model().name(), target.field().name(), null));
                taken = true;
            }
        });
        return taken;
    }

    /** "change the type of the total of invoices to integer", "the total should be an integer". */
    private boolean retypes(List<Token> part) {
        int type = indexOf(part, TYPES.keySet());
        int last = part.size() - 1;
        if (type >= 0 && !TYPES.containsKey(part.get(last).lower())) {
            return false;
        }
        int to = -1;
        for (int i = 0; i < last; i++) {
            to = Set.of("to", "into", "be").contains(part.get(i).lower()) ? i : to;
        }
        if (type < 0 || to < 0) {
            return false;
        }
        int from = Math.max(0, indexOf(part, Set.of("change", "make", "turn", "convert")) + 1);
        int end = part.get(to).lower().equals("be") ? Math.max(from, to - 1) : to;
        String named = part.get(to + 1).lower().equals("whole")
                ? "integer"
                : TYPES.getOrDefault(part.get(last).lower(), "");
        targets.find(part.subList(Math.min(from, end), end)).ifPresent(target -> {
            if (target.field() != null && target.field().references() == null) {
                edits.add(new Edit(
                        Edit.Kind.RETYPE_FIELD,
                        target.model().name(),
                        target.field().name(),
                        named));
                taken = true;
            }
        });
        return taken;
    }

    /** "the status of a claim can also be withdrawn". */
    private boolean extendsEnum(List<Token> part) {
        int be = indexOf(part, Set.of("be"));
        int can = indexOf(part, Set.of("can", "may", "could"));
        boolean also = indexOf(part, Set.of("also")) > can;
        if (can < 1 || be < can || !also || be != part.size() - 2) {
            return false;
        }
        targets.find(part.subList(0, can)).ifPresent(target -> {
            String value = part.getLast().lower().replace('-', '_');
            target.model().fields().stream()
                    .filter(field ->
                            target.field() == null ? AttributeTypes.isLife(field.name()) : field.equals(target.field()))
                    .findFirst()
                    .ifPresent(field -> {
                        values.add(new Value(
                                target.model().name(), AttributeTypes.enumeration(field.name(), List.of(value))));
                        taken = true;
                    });
        });
        return taken;
    }

    private static String text(List<Token> part) {
        return String.join(" ", part.stream().map(Token::text).toList());
    }
}
