package dev.stepfold.orchestrator.builtin.understanding;

import dev.stepfold.orchestrator.builtin.language.Chunk;
import dev.stepfold.orchestrator.builtin.language.Lexicon;
import dev.stepfold.orchestrator.builtin.language.NounPhrase;
import dev.stepfold.orchestrator.builtin.language.VerbKind;
import dev.stepfold.orchestrator.builtin.time.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads what a sentence's verbs ask for. */
final class VerbReader {
    /** What a service is as something done. */
    private static final Map<String, String> DONE = Map.ofEntries(
            Map.entry("reminder", "remind"),
            Map.entry("follow-up", "remind"),
            Map.entry("notification", "notify"),
            Map.entry("notice", "notify"),
            Map.entry("alert", "alert"),
            Map.entry("confirmation", "notify"),
            Map.entry("message", "message"),
            Map.entry("email", "email"),
            Map.entry("mail", "email"),
            Map.entry("sms", "text"),
            Map.entry("text", "text"),
            Map.entry("newsletter", "email"),
            Map.entry("summary", "summarise"),
            Map.entry("digest", "summarise"),
            Map.entry("overview", "summarise"),
            Map.entry("backup", "backup"),
            Map.entry("export", "export"),
            Map.entry("import", "import"));

    private static final Set<String> RECEIVING = Set.of("get", "receive");
    /** Who does these has the thing afterwards: "members borrow books". */
    private static final Set<String> TAKING =
            Set.of("borrow", "book", "reserve", "rent", "lease", "order", "buy", "purchase", "join", "attend");

    private static final int LOOK_BACK = 5;
    private static final int MAX_OBJECTS = 5;

    private final Lexicon lexicon = Lexicon.english();
    private final Reading reading;
    private final List<Chunk> chunks;
    private final Consumer<Claims.Does> claims;
    /** Verbs that share the objects of the next one. */
    private final List<String> waiting = new ArrayList<>();
    /** The person who does what the verb says. */
    private @Nullable String subjectOf;

    VerbReader(Reading reading, List<Chunk> chunks, Consumer<Claims.Does> claims) {
        this.reading = reading;
        this.chunks = chunks;
        this.claims = claims;
    }

    /** Reads the verb at {@code i} with its objects; answers where to go on. */
    int read(int i, Chunk.Verb verb) {
        Set<VerbKind> kinds = lexicon.kindsOf(verb.base());
        boolean done = verb.passive()
                && i > 0
                && (chunks.get(i - 1) instanceof Chunk.Be || chunks.get(i - 1) instanceof Chunk.Noun);
        if (verb.negated() || kinds.contains(VerbKind.DESTROY)) {
            NounList list = NounList.read(chunks, i + 1, false);
            list.items().stream()
                    .filter(item -> verb.negated() && Things.isService(item.phrase()))
                    .forEach(item -> reading.refuse(item.phrase().head()));
            return verb.negated() ? list.to() : chunks.size();
        }
        if (done) {
            return passive(i, verb, kinds);
        }
        actor(i, kinds);
        NounList objects = NounList.read(chunks, i + 1, false);
        boolean system = objects.items().stream().anyMatch(item -> Things.isSystem(item.phrase()));
        if (kinds.contains(VerbKind.BUILD) || (kinds.contains(VerbKind.CREATE) && system)) {
            return build(objects, i);
        }
        if (kinds.contains(VerbKind.MANAGE)) {
            return manage(objects, i);
        }
        if (kinds.contains(VerbKind.LINK)) {
            return link(objects, i);
        }
        if (kinds.contains(VerbKind.DELETE) || kinds.contains(VerbKind.RENAME)) {
            objects.items()
                    .forEach(item -> reading.remove(
                            verb.base() + " " + String.join(" ", item.phrase().nouns())));
        }
        return kinds.contains(VerbKind.NOTIFY) ? tell(objects, i, verb.base()) : act(objects, i, verb.base(), kinds);
    }

    /** A reminder, a report: done, though it is said with a noun. */
    int service(int i) {
        NounList list = NounList.read(chunks, i, false);
        int to = i + 1;
        if (!list.items().isEmpty() && chunks.get(i) instanceof Chunk.Noun(NounPhrase phrase)) {
            NounList.Item first = list.items().getFirst();
            Tail tail = Tail.read(reading, chunks, first.of() == null ? i + 1 : i + 3);
            claim(verbOf(phrase.head()), about(first, tail), subject(first), tail.recipient(), null);
            to = tail.to();
        }
        return to;
    }

    private int build(NounList objects, int i) {
        for (NounList.Item item : objects.items()) {
            NounPhrase phrase = item.phrase();
            boolean system = Things.isSystem(phrase) || lexicon.isPlace(phrase.head());
            if (system || objects.items().size() == 1) {
                reading.system(phrase);
            }
            Mention how = system ? Mention.SYSTEM : Mention.MANAGED;
            Things.thing(item.content()).ifPresent(thing -> reading.mention(thing, how));
        }
        return goOnAt(objects, i);
    }

    private int manage(NounList objects, int i) {
        Optional<String> owner = reading.context();
        for (NounList.Item item : objects.items()) {
            if (Things.isService(item.content())) {
                continue;
            }
            if (item.owned() && owner.isPresent()) {
                reading.add(new Claims.Has(owner.get(), item.phrase()));
                continue;
            }
            Optional<String> thing = Things.thing(item.content());
            thing.ifPresent(words -> {
                reading.mention(words, Mention.MANAGED);
                item.inner().forEach(inner -> reading.add(new Claims.Has(words, inner.phrase())));
                reading.speakOf(words);
            });
            owner = thing.or(reading::context);
        }
        return goOnAt(objects, i);
    }

    /** The last noun of a list may have more to it, such as "with a name and a price". */
    private static int goOnAt(NounList objects, int i) {
        if (objects.items().isEmpty()) {
            return i + 1;
        }
        NounList.Item last = objects.items().getLast();
        boolean plain = last.of() == null && last.inner().isEmpty();
        return plain ? last.index() : objects.to();
    }

    private int link(NounList objects, int i) {
        Tail tail = Tail.read(reading, chunks, objects.to());
        Optional<String> from = objects.items().isEmpty()
                ? nounBefore(i).flatMap(Things::thing)
                : Things.thing(objects.items().getFirst().content());
        if (from.isPresent() && tail.recipient() != null) {
            belongs(from.get(), tail.recipient());
        }
        return tail.to();
    }

    private void belongs(String from, String to) {
        reading.mention(from, Mention.HANDLED);
        reading.mention(to, Mention.HANDLED);
        reading.add(new Claims.Belongs(from, null, to));
    }

    /** "orders are approved by managers", "tasks assigned to members". */
    private int passive(int i, Chunk.Verb verb, Set<VerbKind> kinds) {
        Optional<NounPhrase> noun = nounBefore(i);
        Optional<String> thing = noun.flatMap(Things::thing);
        Tail tail = Tail.read(reading, chunks, i + 1);
        if (thing.isPresent() && isWith(i + 1) && kinds.contains(VerbKind.MANAGE)) {
            NounList list = NounList.read(chunks, i + 2, true);
            reading.mention(thing.get(), Mention.DESCRIBED);
            list.items().forEach(item -> reading.add(new Claims.Has(thing.get(), item.phrase())));
            return list.to();
        }
        if (thing.isPresent() && kinds.contains(VerbKind.MANAGE)) {
            reading.mention(thing.get(), Mention.MANAGED);
        }
        if (thing.isEmpty() || kinds.contains(VerbKind.MANAGE) || kinds.contains(VerbKind.BUILD)) {
            return tail.to();
        }
        boolean joined = tail.recipient() != null || tail.agent() != null;
        if (kinds.contains(VerbKind.LINK) || kinds.contains(VerbKind.ASSIGN)) {
            String other = tail.recipient() == null ? tail.agent() : tail.recipient();
            if (other != null) {
                belongs(thing.get(), other);
            }
            return tail.to();
        }
        if (tail.agent() != null) {
            reading.mention(tail.agent(), Mention.ACTING);
        }
        if (joined || chunks.get(i - 1) instanceof Chunk.Be) {
            reading.mention(thing.get(), Mention.HANDLED);
            claim(verb.base(), thing.get(), adjective(noun.get()), tail.recipient(), null);
        }
        return tail.to();
    }

    /** "remind customers of unpaid invoices". */
    private int tell(NounList objects, int i, String verb) {
        Tail tail = Tail.read(reading, chunks, objects.to());
        When when = objects.when();
        @Nullable String recipient = tail.recipient();
        @Nullable String thing = tail.topic();
        @Nullable String subject = tail.subject();
        String does = verb;
        boolean thingSent = recipient != null && !objects.items().isEmpty();
        for (NounList.Item item : objects.items()) {
            Optional<String> words = Things.thing(item.content());
            if (Things.isService(item.phrase()) || thingSent) {
                does = Things.isService(item.phrase()) && !isMessage(item.phrase())
                        ? verbOf(item.phrase().head())
                        : does;
                thing = thing == null ? about(item, tail) : thing;
                subject = subject == null ? subject(item) : subject;
            } else if (recipient == null && words.isPresent()) {
                recipient = words.get();
                thing = thing == null && item.of() != null
                        ? Things.thing(item.of()).orElse(null)
                        : thing;
            }
        }
        if (recipient != null) {
            reading.mention(recipient, Mention.ACTING);
        }
        claim(does, thing, subject, recipient, when);
        return objects.items().isEmpty() ? Math.max(i + 1, tail.to()) : tail.to();
    }

    private int act(NounList objects, int i, String verb, Set<VerbKind> kinds) {
        Tail tail = Tail.read(reading, chunks, objects.to());
        When when = objects.when();
        if (objects.items().isEmpty()) {
            if (sharesObjects(i)) {
                waiting.add(verb);
                return i + 1;
            }
            boolean something = i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Pronoun;
            if (something && reading.context().isPresent() && !kinds.contains(VerbKind.IGNORE)) {
                Tail after = Tail.read(reading, chunks, i + 2);
                claim(verb, reading.context().get(), null, after.recipient(), null);
                assignment(reading.context().get(), after, kinds);
                return after.to();
            }
            return i + 1;
        }
        if (RECEIVING.contains(verb)) {
            objects.items().stream()
                    .filter(item -> Things.isService(item.phrase()))
                    .forEach(item -> received(item, i, when));
            return tail.to();
        }
        for (NounList.Item item : objects.items().stream().limit(MAX_OBJECTS).toList()) {
            waiting.forEach(earlier -> one(item, earlier, lexicon.kindsOf(earlier), tail, when));
            one(item, verb, kinds, tail, when);
        }
        waiting.clear();
        NounList.Item last = objects.items().getLast();
        boolean described = last.index() + 1 == objects.to() && isWith(objects.to());
        return described ? last.index() : tail.to();
    }

    /** "approve or reject requests": what follows the second verb is for the first as well. */
    private boolean sharesObjects(int i) {
        return i + 2 < chunks.size()
                && chunks.get(i + 1) instanceof Chunk.Separator
                && chunks.get(i + 2) instanceof Chunk.Verb;
    }

    private void one(NounList.Item item, String verb, Set<VerbKind> kinds, Tail tail, @Nullable When when) {
        NounPhrase phrase = item.phrase();
        if (Things.isService(phrase)) {
            claim(verbOf(phrase.head()), about(item, tail), subject(item), tail.recipient(), when);
            return;
        }
        boolean adds = kinds.contains(VerbKind.CREATE) && tail.recipient() != null && tail.isTo();
        if (adds && tail.recipient() != null) {
            reading.mention(tail.recipient(), Mention.HANDLED);
            reading.add(new Claims.Has(tail.recipient(), phrase));
            return;
        }
        boolean changesAttribute = kinds.contains(VerbKind.UPDATE) && item.of() != null;
        Optional<String> thing = Things.thing(changesAttribute && item.of() != null ? item.of() : item.content());
        boolean ofAll = kinds.contains(VerbKind.TRANSFER) || kinds.contains(VerbKind.REPORT);
        if (thing.isEmpty() && ofAll) {
            claim(verb, null, subject(item), tail.recipient(), when);
        }
        if (thing.isEmpty() || kinds.contains(VerbKind.IGNORE)) {
            thing.filter(_ -> phrase.plural()).ifPresent(words -> reading.mention(words, Mention.ACTING));
            return;
        }
        String words = thing.get();
        boolean creates = kinds.contains(VerbKind.CREATE);
        reading.mention(words, creates ? Mention.LISTED : Mention.HANDLED);
        item.inner().forEach(inner -> reading.add(new Claims.Has(words, inner.phrase())));
        if (Things.isThing(words, false)) {
            reading.speakOf(words);
        }
        if (!kinds.contains(VerbKind.RENAME)) {
            String taker = TAKING.contains(verb) ? subjectOf : null;
            claim(verb, words, subject(item), tail.recipient() == null ? taker : tail.recipient(), when);
        }
        assignment(words, tail, kinds);
    }

    /** "customers with unpaid invoices get a reminder". */
    private void received(NounList.Item item, int i, @Nullable When when) {
        @Nullable String recipient = null;
        @Nullable String thing = item.of() == null ? null : Things.thing(item.of()).orElse(null);
        @Nullable String subject = null;
        for (int k = i - 1; k >= Math.max(0, i - LOOK_BACK) && recipient == null; k--) {
            if (chunks.get(k) instanceof Chunk.Noun(NounPhrase phrase)) {
                if (lexicon.isPerson(phrase.head())) {
                    recipient = Things.thing(phrase).orElse(null);
                } else if (thing == null) {
                    thing = Things.thing(phrase).orElse(null);
                    subject = adjective(phrase);
                }
            }
        }
        claim(verbOf(item.phrase().head()), thing, subject, recipient, when);
    }

    private void assignment(String thing, Tail tail, Set<VerbKind> kinds) {
        if (kinds.contains(VerbKind.ASSIGN) && tail.recipient() != null) {
            belongs(thing, tail.recipient());
        }
    }

    /** Who does it: spoken of, and so perhaps kept. */
    private void actor(int i, Set<VerbKind> kinds) {
        subjectOf = nounBefore(i)
                .filter(phrase -> lexicon.isPerson(phrase.head()))
                .flatMap(Things::thing)
                .orElse(null);
        boolean manages = kinds.contains(VerbKind.MANAGE);
        nounBefore(i)
                .filter(phrase -> phrase.plural() || (lexicon.isPerson(phrase.head()) && !manages))
                .flatMap(Things::thing)
                .ifPresent(thing -> reading.mention(thing, Mention.ACTING));
    }

    private Optional<NounPhrase> nounBefore(int i) {
        for (int k = i - 1; k >= 0 && k >= i - 3; k--) {
            if (chunks.get(k) instanceof Chunk.Noun(NounPhrase phrase)) {
                return Optional.of(phrase);
            }
            boolean between = chunks.get(k) instanceof Chunk.Be || chunks.get(k) instanceof Chunk.Marker;
            if (!between) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private void claim(
            String verb,
            @Nullable String thing,
            @Nullable String subject,
            @Nullable String recipient,
            @Nullable When when) {
        claims.accept(new Claims.Does(
                verb,
                thing,
                subject,
                recipient,
                when,
                null,
                false,
                reading.context().orElse(null)));
    }

    private static boolean isMessage(NounPhrase phrase) {
        return Set.of("email", "mail", "sms", "message", "text").contains(phrase.head());
    }

    private static String verbOf(String service) {
        return DONE.getOrDefault(service, "report");
    }

    /** What a service is about: "payment reminders", "a report of sales". */
    private static @Nullable String about(NounList.Item item, Tail tail) {
        Optional<String> of = Optional.ofNullable(item.of()).flatMap(Things::thing);
        if (of.isPresent()) {
            return of.get();
        }
        List<String> nouns = item.phrase().nouns();
        Lexicon lexicon = Lexicon.english();
        if (nouns.size() > 1 && !lexicon.isService(nouns.get(nouns.size() - 2))) {
            return lexicon.singular(nouns.get(nouns.size() - 2));
        }
        boolean thingItself = !Things.isService(item.phrase());
        return thingItself ? Things.thing(item.content()).orElse(null) : tail.topic();
    }

    private boolean isWith(int i) {
        return i < chunks.size() && chunks.get(i) instanceof Chunk.Preposition(String word) && word.equals("with");
    }

    private static @Nullable String subject(NounList.Item item) {
        return adjective(item.of() == null ? item.phrase() : item.of());
    }

    /** Which of the things: "overdue". */
    static @Nullable String adjective(NounPhrase phrase) {
        return phrase.adjectives().stream()
                .filter(word -> phrase.attributeWords().contains(word))
                .findFirst()
                .orElse(null);
    }
}
