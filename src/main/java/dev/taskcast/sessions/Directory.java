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
import java.util.stream.Stream;

/**
 * The present and recent sessions, for an operator. A question about a user looks only at that user's sessions, and a
 * question never costs a session anything. Thread-safe.
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

    /** What became of an event in session {@code id} of {@code user}. */
    public record Delivery(String id, String user, Outcome outcome) {}

    /** The open sessions, at most {@code most}. If {@code user} is present, only that user's sessions. */
    public List<SessionReport> here(Optional<String> user, int most) {
        return user.map(this::of)
                .orElseGet(this::all)
                .limit(most)
                .map(this::report)
                .toList();
    }

    /** Whether {@code user} has a session here. */
    public boolean isHere(String user) {
        return of(user).findAny().isPresent();
    }

    /** The session {@code id}, if it is open here. */
    public Optional<SessionReport> one(String id) {
        return named(id).findFirst().map(this::report);
    }

    /** The sessions that ended last, the newest first. If {@code user} is present, only that user's sessions. */
    public List<EndedSession> ended(Optional<String> user, int most) {
        return registry.ended().all().stream()
                .filter(session -> user.isEmpty() || user.get().equals(session.user()))
                .limit(most)
                .toList();
    }

    /** Closes the session {@code id}; returns how many were closed. */
    public int close(String id, CloseCode code, String reason) {
        return close(named(id), code, reason);
    }

    /** Closes all sessions of {@code user}; returns how many were closed. */
    public int closeAll(String user, CloseCode code, String reason) {
        return close(of(user), code, reason);
    }

    private static int close(Stream<Session> which, CloseCode code, String reason) {
        List<Session> all = which.toList();
        all.forEach(session -> session.close(code, reason));
        return all.size();
    }

    /**
     * What became of {@code event} in the open sessions that it concerns, at most {@code most}. If {@code user} is
     * present, only in that user's sessions.
     */
    public List<Delivery> of(Found event, Optional<String> user, int most) {
        return concerned(event, user)
                .limit(most)
                .map(session -> new Delivery(
                        session.id(), session.caller().user(), told(session).of(event)))
                .toList();
    }

    private Stream<Session> concerned(Found event, Optional<String> user) {
        if (user.isPresent()) {
            return event.isFor(user.get()) ? of(user.get()) : Stream.empty();
        }
        return event.isForEveryone() ? all() : event.users().stream().flatMap(this::of);
    }

    private Stream<Session> named(String id) {
        return all().filter(session -> session.id().equals(id));
    }

    /** The sessions of {@code user}; no other session is looked at. */
    private Stream<Session> of(String user) {
        return search.subscribers(user).stream().map(Session.class::cast).filter(Directory::isThere);
    }

    private Stream<Session> all() {
        return registry.sessions().stream().filter(Directory::isThere);
    }

    /** A session that is being opened does not read the log yet. */
    private static boolean isThere(Session session) {
        return session.reader() != null;
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
        Optional<String> acked = story.acked();
        if (!story.hasBegun()) {
            return new SessionReport.Read(Optional.empty(), 0, acked, reader.lastReset());
        }
        long upTo = story.upTo();
        Optional<String> cursor = search.cursorAfter(upTo, reader).map(its -> withWhatItCameWith(its, story.came()));
        return new SessionReport.Read(cursor, search.countAfter(upTo, reader), acked, reader.lastReset());
    }

    private static String withWhatItCameWith(String cursor, Optional<String> came) {
        return came.flatMap(Cursor::parse)
                .flatMap(its -> Cursor.parse(cursor)
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
