package dev.taskcast.admin;

import dev.taskcast.log.Found;
import dev.taskcast.sessions.Directory;
import dev.taskcast.sessions.EndedSession;
import dev.taskcast.sessions.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Writes about an event: its position, its audience, and what happened to it in each session. */
@Singleton
final class EventWords {
    private final Directory directory;
    private final InstantSource clock;

    @Inject
    EventWords(Directory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Writes about an event, for {@code user} alone if there is one. */
    BiConsumer<Document, Found> about(Optional<String> user) {
        return (document, found) -> write(document, found, user);
    }

    private void write(Document document, Found found, Optional<String> user) {
        List<Directory.Delivery> here = directory.of(found, user, AdminSessions.MOST + 1);
        List<EndedSession> ended = ended(found, user);
        document.text("event", found.event().id())
                .text("type", found.event().event())
                .time("time", found.event().time())
                .number("partition", found.partition())
                .number("offset", found.offset())
                .number(
                        "age_ms",
                        Duration.between(found.arrival(), clock.instant()).toMillis())
                .flag("everyone", found.isForEveryone())
                .texts("users", found.users())
                .objects("sessions", upTo(AdminSessions.MOST, here), EventWords::delivery)
                .texts("absent", absent(found, user))
                .objects("ended", upTo(AdminEvents.MOST, ended), (its, session) -> ended(its, session, found))
                .truncated(here.size() > AdminSessions.MOST || ended.size() > AdminEvents.MOST);
    }

    static <T> List<T> upTo(int most, List<T> all) {
        return all.subList(0, Math.min(most, all.size()));
    }

    /**
     * The ended sessions of the event's audience, at most one more than the answer shows. For an event to everyone
     * without a {@code user}, the list would say little, so it is empty.
     */
    private List<EndedSession> ended(Found found, Optional<String> user) {
        if (found.isForEveryone() && user.isEmpty()) {
            return List.of();
        }
        Set<String> audience = user.isPresent() ? Set.of(user.get()) : Set.copyOf(found.users());
        return directory.ended(Optional.empty(), Integer.MAX_VALUE).stream()
                .filter(session -> audience.contains(session.user()) && found.isFor(session.user()))
                .limit(AdminEvents.MOST + 1L)
                .toList();
    }

    private static void delivery(Document document, Directory.Delivery delivery) {
        document.text("id", delivery.id()).text("user", delivery.user());
        outcome(document, delivery.outcome());
    }

    private static void ended(Document document, EndedSession session, Found found) {
        document.text("id", session.id()).text("user", session.user());
        outcome(document, session.of(found));
        SessionWords.end(document, session.end());
    }

    private static void outcome(Document document, Outcome outcome) {
        document.text("state", outcome.state().word()).time("at", outcome.at()).flag("acked", outcome.isAcked());
    }

    /** The users of the event's audience that have no session here. */
    private List<String> absent(Found found, Optional<String> user) {
        Stream<String> audience = user.isPresent()
                ? user.filter(its -> !found.isForEveryone() && found.isFor(its)).stream()
                : found.users().stream();
        return audience.filter(its -> !directory.isHere(its)).toList();
    }
}
