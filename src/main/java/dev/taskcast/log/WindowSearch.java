package dev.taskcast.log;

import dev.taskcast.wire.Frame;
import dev.taskcast.wire.Json;
import dev.taskcast.wire.ServerFrames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Finds events in the window for operators, not for devices: by their id, or the newest events of a user.
 *
 * <p>A search by id scans the whole window. It holds the log's monitor for a few hundred entries at a time, and parses
 * the candidates without it. An append therefore waits for less than a millisecond, for a window of any size. Events
 * that are appended or forgotten meanwhile may be found or not.
 *
 * <p>An unread entry is found if its record holds the id without escapes, or if the id is the record's position. After
 * {@value #CANDIDATES} candidates the search ends.
 *
 * <p>Thread-safe.
 */
public final class WindowSearch {
    /** The most entries in one step, while the log's monitor is held. */
    static final int STEP = 256;

    /** The most bytes in one step, unless a single entry has more. */
    private static final int STEP_BYTES = 256 << 10;

    /**
     * The most entries that one search parses: an id that occurs in every record must not make it parse the whole
     * window.
     */
    static final int CANDIDATES = 2_000;

    private static final long BETWEEN_STEPS_NANOS = 50_000;

    private final TaskLog log;

    public WindowSearch(TaskLog log) {
        this.log = log;
    }

    /** The events with {@code id}, the oldest one first; at most {@code most}. */
    public List<Found> byId(String id, int most) {
        List<Found> all = new ArrayList<>();
        Walk walk = new Walk(id);
        int looked = 0;
        while (all.size() < most && looked < CANDIDATES && walk.step()) {
            // The appending thread gets its turn between two steps.
            LockSupport.parkNanos(BETWEEN_STEPS_NANOS);
            looked += walk.candidates().size();
            for (Entry candidate : walk.candidates()) {
                found(candidate)
                        .filter(event -> all.size() < most && event.event().id().equals(id))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    /** The newest events for {@code user}, including those for everyone, the newest one first; at most {@code most}. */
    public List<Found> ofUser(String user, int most) {
        return feeds(user).newest(most).stream()
                .map(this::found)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The subscribers of the readers of {@code user}. */
    public List<Subscriber> subscribers(String user) {
        LogReader[] readers;
        synchronized (log) {
            readers = log.feeds.readersOf(user);
        }
        return Stream.of(readers).map(LogReader::subscriber).toList();
    }

    /** How many entries of the window after {@code sequence} are for the user of {@code reader}, without its filter. */
    public int countAfter(long sequence, LogReader reader) {
        return reader.feeds.countAfter(sequence);
    }

    /**
     * The cursor of a client that has seen all entries of {@code reader} up to {@code sequence}; empty if the window
     * cannot tell. The window holds no cursor of an unread entry.
     */
    public Optional<String> cursorAfter(long sequence, LogReader reader) {
        Tail tail = log.tail();
        return reader.feeds.hasAfter(sequence)
                ? reader.feeds
                        .upTo(sequence)
                        .filter(entry -> !entry.isUnread())
                        .flatMap(Entry::frame)
                        .map(Frame::cursor)
                : Optional.of(tail.text());
    }

    private UserFeeds feeds(String user) {
        synchronized (log) {
            return new UserFeeds(log.feeds.find(user), log.everyone());
        }
    }

    /** The event of {@code entry}; empty if it was forgotten or cannot be used. */
    private Optional<Found> found(Entry entry) {
        Optional<Entry.Place> place = entry.place();
        Optional<Frame> frame = entry.isUnread() ? late(entry) : entry.frame();
        return place.isPresent() ? frame.map(its -> new Found(entry, place.get(), its)) : Optional.empty();
    }

    private Optional<Frame> late(Entry entry) {
        return log.unread
                .read(entry)
                .flatMap(UnreadEntries.Read::event)
                .map(event -> ServerFrames.taskUpdate(event.update(), ""));
    }

    /** One scan of the window, step by step. */
    private final class Walk {
        private final String id;
        private final byte[] framed;
        private final byte[] unread;
        private final List<Entry> candidates = new ArrayList<>();
        private long last = -1;

        Walk(String id) {
            String quoted = Json.quoted(id);
            this.id = id;
            this.framed = ("\"id\":" + quoted).getBytes(StandardCharsets.UTF_8);
            this.unread = quoted.getBytes(StandardCharsets.UTF_8);
        }

        /** Scans one step further; returns false at the end of the window. */
        boolean step() {
            candidates.clear();
            synchronized (log) {
                Slabs slabs = log.feeds.slabs();
                int bytes = 0;
                for (int i = 0; i < STEP && bytes < STEP_BYTES; i++) {
                    long address = slabs.after(last);
                    if (address == Ring.NONE) {
                        return i > 0;
                    }
                    last = address;
                    bytes += slabs.bytes(address);
                    look(slabs, address);
                }
            }
            return true;
        }

        private void look(Slabs slabs, long address) {
            Slab slab = slabs.slab(address);
            int at = Slabs.position(address);
            int details = slab.detailsStart(at);
            boolean mayBe = details < 0
                    ? slab.has(at, 0, unread) || (slab.partition(at) + "-" + slab.offset(at)).equals(id)
                    : slab.has(at, details, framed);
            if (mayBe) {
                candidates.add(slabs.entry(address, slab.feeds(at).get(0)));
            }
        }

        List<Entry> candidates() {
            return candidates;
        }
    }
}
