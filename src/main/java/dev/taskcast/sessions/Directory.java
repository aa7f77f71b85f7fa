package dev.taskcast.sessions;

import dev.taskcast.log.Found;
import dev.taskcast.log.LogReader;
import dev.taskcast.log.WindowSearch;
import dev.taskcast.wire.CloseCode;
import dev.taskcast.wire.Cursor;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who is here and who was, for an operator: each question goes through all sessions, and costs them nothing. Thread-safe.
 */
@Singleton
public final class Directory {
    private final SessionRegistry registry;
    private final WindowSearch search;

    @Inject
    public Directory(SessionRegistry registry) {
        this.registry = registry;
        this.search = new WindowSearch(registry.log());
    }

    /** What became of an event in one session; {@code user} is whose it is. */
    public record Delivery(String id, String user, Outcome outcome) {}

    /** The sessions that are here; at most {@code most}, all of {@code user} if one is named. */
    public List<SessionReport> here(Optional<String> user, int most) {
        return sessions(of(user)).limit(most).map(this::report).toList();
    }

    /** The session {@code id}, if it is here. */
    public Optional<SessionReport> one(String id) {
        return sessions(session -> session.id().equals(id)).findFirst().map(this::report);
    }

    /** Those that ended last, the newest first, all of {@code user} if one is named. */
    public List<EndedSession> ended(Optional<String> user, int most) {
        return registry.ended().all().stream()
                .filter(session -> user.isEmpty() || user.get().equals(session.user()))
                .limit(most)
                .toList();
    }

    /** Closes the session {@code id}; how many were closed. */
    public int close(String id, CloseCode code, String reason) {
        return close(session -> session.id().equals(id), code, reason);
    }

    /** Closes all sessions of {@code user}; how many were closed. */
    public int closeAll(String user, CloseCode code, String reason) {
        return close(of(Optional.of(user)), code, reason);
    }

    private int close(Predicate<Session> which, CloseCode code, String reason) {
        List<Session> all = sessions(which).toList();
        all.forEach(session -> session.close(code, reason));
        return all.size();
    }

    /** What became of {@code event} in the sessions that are here and for whom it is, of {@code user} alone if one is named; at most {@code most}. */
    public List<Delivery> of(Found event, Optional<String> user, int most) {
        Predicate<Session> concerned = of(user).and(session ->
                event.isForEveryone() || event.users().contains(session.caller().user()));
        return sessions(concerned)
                .limit(most)
                .map(session -> new Delivery(
                        session.id(), session.caller().user(), told(session).of(event)))
                .toList();
    }

    private static Predicate<Session> of(Optional<String> user) {
        return session -> user.isEmpty() || user.get().equals(session.caller().user());
    }

    private Stream<Session> sessions(Predicate<Session> which) {
        // One that is being opened is in the registry before it reads the log.
        return registry.sessions().stream()
                .filter(session -> session.reader() != null)
                .filter(which);
    }

    private Told told(Session session) {
        return session.story.told(session.reader(), registry.clocks());
    }

    private SessionReport report(Session session) {
        Clocks clocks = registry.clocks();
        SessionReport.Read read = read(session);
        return new SessionReport(
                session.id(),
                session.caller().user(),
                session.story.peer(),
                state(session, read.behind(), clocks.nanos()),
                session.story.since(),
                read,
                new SessionReport.Signs(clocks.wall(session.call.last()), clocks.wall(session.keepAlive.lastHeard())));
    }

    private SessionReport.Read read(Session session) {
        Story story = session.story;
        LogReader reader = session.reader();
        Optional<String> acked = story.acked().map(Cursor::encode);
        if (!story.hasBegun()) {
            return new SessionReport.Read(Optional.empty(), 0, acked, reader.lastReset());
        }
        long upTo = story.upTo();
        Optional<String> cursor = search.cursorAfter(upTo, reader).map(its -> withWhatItCameWith(its, story.came()));
        return new SessionReport.Read(cursor, search.countAfter(upTo, reader), acked, reader.lastReset());
    }

    private static String withWhatItCameWith(String cursor, Optional<Cursor> came) {
        return came.flatMap(its -> Cursor.parse(cursor)
                        .filter(known -> known.topic().equals(its.topic()) && !known.covers(its))
                        .map(its::union))
                .map(Cursor::encode)
                .orElse(cursor);
    }

    private static SessionReport.State state(Session session, int behind, long now) {
        if (!session.story.hasBegun()) {
            return SessionReport.State.WAITING;
        }
        if (session.call.lasts(now) > SessionThreads.LONG.toNanos()) {
            return SessionReport.State.STUCK;
        }
        return behind > 0 ? SessionReport.State.BEHIND : SessionReport.State.LIVE;
    }
}
