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
import java.util.stream.Collectors;

/** What the answers say of an event: where it stands, for whom it is, and what became of it in each session. */
@Singleton
final class EventWords {
    private final Directory directory;
    private final InstantSource clock;

    @Inject
    EventWords(Directory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Writes about an event, of {@code user} alone if one is named. */
    BiConsumer<Document, Found> about(Optional<String> user) {
        return (document, found) -> write(document, found, user);
    }

    private void write(Document document, Found found, Optional<String> user) {
        List<Directory.Delivery> all = directory.of(found, user, AdminSessions.MOST + 1);
        List<EndedSession> ended = directory.ended(user, Integer.MAX_VALUE).stream()
                .filter(session -> found.users().contains(session.user()) || found.isForEveryone() && user.isPresent())
                .limit(AdminEvents.MOST)
                .toList();
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
                .objects("sessions", all.subList(0, Math.min(AdminSessions.MOST, all.size())), EventWords::delivery)
                .flag("truncated", all.size() > AdminSessions.MOST)
                .texts("absent", absent(found, user, all))
                .objects("ended", ended, (its, session) -> ended(its, session, found));
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

    /** Who of its audience has no session here. */
    private static List<String> absent(Found found, Optional<String> user, List<Directory.Delivery> all) {
        Set<String> present = all.stream().map(Directory.Delivery::user).collect(Collectors.toSet());
        return found.users().stream()
                .filter(its -> isOf(user, its) && !present.contains(its))
                .toList();
    }

    private static boolean isOf(Optional<String> user, String another) {
        return user.isEmpty() || user.get().equals(another);
    }
}
