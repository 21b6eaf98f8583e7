package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.blueprint.Blueprint;
import dev.stepfold.generation.builtin.blueprint.BlueprintLibrary;
import dev.stepfold.generation.builtin.change.AgentEdits;
import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.English;
import dev.stepfold.generation.builtin.language.ForeignLanguage;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.language.Spelling;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Origin;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.TimeZones;
import dev.stepfold.generation.builtin.time.When;
import dev.stepfold.schemas.agent.Agent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Understands a request: a function of its text and of the agent that it is to change. */
public final class Understander {
    /** How much of a request is read; about 10,000 words. */
    public static final int MAX_CHARACTERS = 65_536;

    /** The domain if no blueprint fits. */
    public static final String GENERAL = "general";

    /** If two domains' scores differ by less than this, the choice between them is uncertain. */
    private static final double CLOSE = 0.03;

    private static final double UNSURE = 0.5;
    private static final Set<String> LIMITING = Set.of(
            "must",
            "only",
            "cannot",
            "never",
            "maximum",
            "minimum",
            "unique",
            "least",
            "limit",
            "mandatory",
            "required",
            "exceed");
    private static final int MAX_CONSTRAINT = 200;

    private final String request;
    private final List<List<Token>> sentences;
    private final Vocabulary vocabulary;
    private final Reading reading = new Reading();
    private final List<String> ambiguities = new ArrayList<>();
    private final TimeLedger times = new TimeLedger();
    private List<Edit> edits = List.of();
    /** How near the domain's blueprint is to the request. */
    private double fit;

    private Understander(String request) throws InterruptedException {
        boolean cut = request.length() > MAX_CHARACTERS;
        Spelling spelling = Spelling.of(cut ? request.substring(0, MAX_CHARACTERS) : request);
        this.request = spelling.text();
        ambiguities.addAll(spelling.notes());
        if (cut) {
            ambiguities.add("Only the first " + MAX_CHARACTERS + " characters of the request were read.");
        }
        sentences = English.sentences(this.request);
        vocabulary = Vocabulary.of(sentences);
        language().ifPresent(ambiguities::add);
    }

    /** Says that the request is in another language, if it is. */
    private Optional<String> language() {
        boolean unknown = vocabulary.total() >= 6
                && vocabulary.known() * 3 < vocabulary.total()
                && !ForeignLanguage.isEnglish(sentences);
        return ForeignLanguage.of(sentences)
                .map(language -> "The request does not look like English, but like " + language
                        + ". Only English is read, so most of it was passed over. Say it in English.")
                .or(() -> unknown
                        ? Optional.of("The request does not look like English, which is the language that is read.")
                        : Optional.empty());
    }

    private NotUnderstoodException notUnderstood(String message) {
        return new NotUnderstoodException(language().map(note -> note + " ").orElse("") + message);
    }

    /**
     * What the request asks for.
     *
     * @param existing the agent to change; null for a new one
     * @throws NotUnderstoodException when it contains nothing that can be used; the message says what to change
     */
    public static Understanding understand(String request, @Nullable Agent existing)
            throws NotUnderstoodException, InterruptedException {
        Understander understander = new Understander(request);
        if (understander.vocabulary.total() == 0) {
            throw new NotUnderstoodException("The request has no words that can be read. Say in English what the agent"
                    + " should manage, for example: \"Track books, members and loans\".");
        }
        if (existing == null) {
            understander.read(understander.sentences);
            return understander.build();
        }
        return understander.change(existing);
    }

    private void read(List<List<Token>> text) throws InterruptedException {
        for (List<Token> sentence : text) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while understanding the request");
            }
            if (TimeZones.isStatement(text(sentence))) {
                continue;
            }
            TimeReader.Times found = English.times(sentence);
            List<Chunk> chunks =
                    without(excluded(sentence, found), English.chunks(sentence, found.phrases(), AttributeTypes.NOUNS));
            SentenceReader.read(chunks, reading);
            times.take(found, chunks);
            if (sentence.stream().anyMatch(token -> LIMITING.contains(token.lower()))) {
                reading.constrain(text(sentence));
            }
        }
        if (reading.overflowed()) {
            ambiguities.add("The request says more than could be taken in; the first of it was used.");
        }
    }

    /** The times at which the sentence says that something does not happen, or that others keep; they are named. */
    private List<When> excluded(List<Token> sentence, TimeReader.Times found) {
        List<When> excluded = found.phrases().stream()
                .filter(time -> English.excludes(sentence, time))
                .map(TimePhrase::when)
                .toList();
        times.exclude(excluded, text(sentence));
        List<When> others = found.phrases().stream()
                .filter(time -> !excluded.contains(time.when()) && English.isOfOthers(sentence, time))
                .map(TimePhrase::when)
                .toList();
        times.leaveToOthers(others, text(sentence));
        return Stream.concat(excluded.stream(), others.stream()).toList();
    }

    private static List<Chunk> without(List<When> excluded, List<Chunk> chunks) {
        Set<When> same = Collections.newSetFromMap(new IdentityHashMap<>());
        same.addAll(excluded);
        return chunks.stream()
                .filter(chunk -> !(chunk instanceof Chunk.Time(When when) && same.contains(when)))
                .toList();
    }

    private Understanding build() {
        Drafts drafts = new Drafts(domains());
        EntityAssembly.build(reading, drafts, ambiguities);
        DeedWriter deeds = deeds(drafts, false);
        deeds.takeUsual();
        deeds.takeSummary();
        double confidence = confidence(drafts);
        if (confidence < UNSURE) {
            ambiguities.add("Confidence is low: no known domain fits the request well, so the agent follows its words"
                    + " only. Say what to keep and what to do with it.");
        }
        return result(
                Understanding.BUILD,
                AgentTitle.name(request, reading, drafts),
                AgentTitle.description(drafts, deeds.features(), deeds.needs()),
                drafts,
                deeds,
                confidence,
                drafts.all().stream().map(EntityDraft::toSpec).toList());
    }

    private Understanding change(Agent existing) throws NotUnderstoodException, InterruptedException {
        times.takeZonesOf(existing);
        List<Blueprint> domain = domainOf(existing);
        EditReader reader = new EditReader(new EditTargets(existing, ExistingAgent.drafts(existing, domain)), reading);
        List<List<Token>> rest = sentences.stream().map(reader::read).toList();
        edits = List.copyOf(reader.edits());
        ambiguities.addAll(reader.notes());
        ExistingAgent.drafts(existing, domain).first().ifPresent(draft -> reading.speakOf(draft.thing()));
        readChanges(rest, new EditTargets(existing, ExistingAgent.drafts(existing, domain)));
        Drafts drafts = ExistingAgent.drafts(AgentEdits.apply(existing, edits), domain);
        reader.values().forEach(value -> drafts.named(value.model()).ifPresent(it -> it.add(value.attribute())));
        EntityAssembly.change(reading, drafts, ambiguities);
        if (drafts.all().isEmpty()) {
            throw notUnderstood(
                    "The change would leave nothing for the agent to keep. Say what stays, or build a" + " new agent.");
        }
        DeedWriter deeds = deeds(drafts, true);
        List<EntitySpec> changed = drafts.all().stream()
                .filter(draft -> !draft.unchanged())
                .map(EntityDraft::toSpec)
                .toList();
        boolean nothing = changed.isEmpty() && deeds.features().isEmpty() && edits.isEmpty();
        if (!reading.removals().isEmpty()) {
            String phrases = String.join("\", \"", reading.removals());
            if (nothing) {
                throw notUnderstood("The agent has nothing that is meant by \"" + phrases
                        + "\". Name the model, and the field where it is one, for example: \"Remove the description from"
                        + " projects\".");
            }
            ambiguities.add("The agent has nothing that is meant by \"" + phrases + "\", so that was passed over.");
        }
        if (nothing && !reader.notes().isEmpty()) {
            throw notUnderstood(String.join(" ", reader.notes()));
        }
        nameStatedZones(existing);
        if (nothing && reading.has().isEmpty()) {
            throw new NotUnderstoodException("The request names nothing to change. Say what to change and where, for"
                    + " example: \"Add a priority to tasks and email the assignee every morning\"."
                    + ambiguities.stream().map(" "::concat).collect(Collectors.joining()));
        }
        double confidence = nothing ? 0.4 : 0.8;
        return result(
                Understanding.CHANGE, existing.name(), existing.description(), drafts, deeds, confidence, changed);
    }

    /** A sentence that names a deed which a schedule does already is about the same things as that schedule. */
    private void readChanges(List<List<Token>> text, EditTargets targets) throws InterruptedException {
        for (List<Token> sentence : text) {
            SameDeed.of(sentence, English.times(sentence).phrases())
                    .model(targets)
                    .ifPresent(model -> reading.speakOf(Names.spoken(model)));
            read(List.of(sentence));
        }
    }

    private Understanding result(
            String intent,
            String name,
            String description,
            Drafts drafts,
            DeedWriter deeds,
            double confidence,
            List<EntitySpec> entities) {
        nameNamesakes(deeds);
        String domain =
                drafts.blueprints().stream().map(Blueprint::domain).findFirst().orElse(GENERAL);
        return new Understanding(
                intent,
                name,
                description,
                domain,
                Math.round(confidence * 100) / 100.0,
                entities,
                deeds.features(),
                deeds.needs(),
                edits,
                vocabulary.integrations(),
                reading.constraints(),
                ambiguities);
    }

    /** Says of which of several places with one name the time zone was taken. */
    private void nameNamesakes(DeedWriter deeds) {
        Set<String> used = Stream.concat(
                        deeds.needs().stream().map(RecurringNeed::timeZone),
                        edits.stream().map(Edit::to))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        TimeZones.namesakes(request, used)
                .forEach((place, zones) -> ambiguities.add("\"" + place + "\" may be in " + String.join(" or ", zones)
                        + "; \"" + zones.getFirst() + "\" was taken. Say the state or country after a comma."));
    }

    /** Says that the schedules of an agent stay in their time zone, although a sentence of the change names a place. */
    private void nameStatedZones(Agent existing) {
        if (existing.schedules().isEmpty()) {
            return;
        }
        TimeZones.statements(request).forEach((sentence, zone) -> {
            boolean named = ambiguities.stream().anyMatch(note -> note.contains("\"" + sentence + "\""));
            if (!named && !zone.filter(it -> areAllIn(it, existing)).isPresent()) {
                ambiguities.add(
                        "\"" + sentence + "\" may name another time zone"
                                + zone.map(" "::concat).orElse("")
                                + "; the schedules that are there stay in theirs. \"Use Berlin time for everything\" moves them.");
            }
        });
    }

    /** Whether every schedule is in a time zone, or is moved there, or the request says which ones are. */
    private boolean areAllIn(String zone, Agent existing) {
        Set<String> moved = edits.stream()
                .filter(edit -> edit.kind() == Edit.Kind.REZONE && zone.equals(edit.to()))
                .map(Edit::target)
                .collect(Collectors.toSet());
        return !moved.isEmpty() || existing.schedules().stream().allMatch(schedule -> zone.equals(schedule.timeZone()));
    }

    private DeedWriter deeds(Drafts drafts, boolean onlyAdds) {
        DeedWriter deeds = new DeedWriter(reading, drafts, times.zone(request), onlyAdds, ambiguities);
        deeds.takeNamed();
        ambiguities.addAll(times.notes(deeds.written(), request));
        return deeds;
    }

    /** The domain's blueprint, and a second one if the request asks for two systems. */
    private List<Blueprint> domains() {
        List<BlueprintLibrary.Match> near =
                near(sentences.stream().map(Understander::text).toList());
        if (near.isEmpty()) {
            return List.of();
        }
        List<Blueprint> domains = new ArrayList<>(List.of(near.getFirst().blueprint()));
        near.stream()
                .skip(1)
                .map(BlueprintLibrary.Match::blueprint)
                .filter(second -> isAskedFor(second, domains.getFirst()))
                .findFirst()
                .ifPresent(domains::add);
        fit = near.getFirst().score();
        if (domains.size() > 1) {
            ambiguities.add("The request names two systems ("
                    + domains.getFirst().domain() + " and " + domains.getLast().domain() + "); one agent serves both.");
        } else if (near.size() > 1 && fit - near.get(1).score() < CLOSE) {
            ambiguities.add("The request could be about " + domains.getFirst().domain() + " or "
                    + near.get(1).blueprint().domain() + "; it was taken for the first.");
        }
        return domains;
    }

    private static List<Blueprint> domainOf(Agent existing) {
        List<String> things = existing.models().stream()
                .map(model -> Names.spoken(Names.plural(model.name())))
                .toList();
        List<String> about = List.of(existing.name(), existing.description(), String.join(", ", things));
        return BlueprintLibrary.library().matches(about, Map.of()).stream()
                .filter(match -> match.score() >= BlueprintLibrary.NEAR)
                .limit(1)
                .map(BlueprintLibrary.Match::blueprint)
                .toList();
    }

    private List<BlueprintLibrary.Match> near(List<String> text) {
        return BlueprintLibrary.library().matches(text, vocabulary.counts()).stream()
                .filter(match -> match.score() >= BlueprintLibrary.NEAR)
                .toList();
    }

    private boolean isAskedFor(Blueprint second, Blueprint best) {
        Lexicon lexicon = Lexicon.english();
        return reading.systems().stream()
                .flatMap(phrase -> phrase.nouns().stream().map(lexicon::singular))
                .anyMatch(word -> second.anchors().contains(word)
                        && !best.anchors().contains(word)
                        && best.entity(word).isEmpty());
    }

    private double confidence(Drafts drafts) {
        long named = drafts.all().stream()
                .filter(draft -> draft.words().stream().anyMatch(reading::isSure))
                .count();
        double explicit = Math.min(0.15, 0.05 * named)
                + Math.min(0.1, 0.02 * reading.has().size());
        if (!drafts.blueprints().isEmpty()) {
            return Math.min(0.95, UNSURE + (fit - BlueprintLibrary.NEAR) + explicit);
        }
        boolean fromText = drafts.all().stream().anyMatch(draft -> draft.source() == Origin.REQUEST);
        return fromText ? 0.2 + explicit : 0.1;
    }

    private static String text(List<Token> sentence) {
        StringBuilder text = new StringBuilder();
        for (Token token : sentence) {
            boolean tight = text.isEmpty() || token.is(Tag.COMMA, Tag.CLOSE);
            text.append(tight ? "" : " ").append(token.text());
        }
        return text.substring(0, Math.min(text.length(), MAX_CONSTRAINT));
    }
}
