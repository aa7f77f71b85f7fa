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
 * Finds events in the window for people, not for devices: by their id, or the newest of a user.
 *
 * <p>By the id it goes through the whole window. It has the log's monitor for a few hundred entries at a time, and reads those
 * that may be meant once it has given it back. So what is appended waits for less than a millisecond, however large the window
 * is. What is appended or forgotten meanwhile may be found or not.
 *
 * <p>An entry that is kept unread is found if its record has the id as it is asked for, without escapes, or if the id is the
 * place of the record. After {@value #CANDIDATES} entries that could have been meant the search ends.
 *
 * <p>Thread-safe.
 */
public final class WindowSearch {
    /** Entries that are looked at while the log's monitor is held. */
    static final int STEP = 256;

    /** Bytes that are looked at, unless a single entry has more. */
    private static final int STEP_BYTES = 256 << 10;

    /** Entries that are read because they may be meant: an id that stands in every record must not have the whole window parsed. */
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
            // The thread that appends has its turn between two steps.
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

    /** The newest events for {@code user}, those for everyone among them, the newest one first; at most {@code most}. */
    public List<Found> ofUser(String user, int most) {
        return feeds(user).newest(most).stream()
                .map(this::found)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Who reads what is for {@code user}. */
    public List<Subscriber> subscribers(String user) {
        LogReader[] readers;
        synchronized (log) {
            readers = log.feeds.readersOf(user);
        }
        return Stream.of(readers).map(LogReader::subscriber).toList();
    }

    /** How many entries of the window after {@code sequence} are for the user of {@code reader}, whatever its filter says. */
    public int countAfter(long sequence, LogReader reader) {
        return reader.feeds.countAfter(sequence);
    }

    /** The cursor of whoever has seen what {@code reader} reads up to {@code sequence}; empty if the window cannot tell it. */
    public Optional<String> cursorAfter(long sequence, LogReader reader) {
        Tail tail = log.tail();
        return reader.feeds.hasAfter(sequence)
                ? reader.feeds.upTo(sequence).flatMap(Entry::frame).map(Frame::cursor)
                : Optional.of(tail.text());
    }

    private UserFeeds feeds(String user) {
        synchronized (log) {
            return new UserFeeds(log.feeds.find(user), log.everyone());
        }
    }

    /** What {@code entry} is; empty if it was forgotten, or cannot be used. */
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

    /** One way through the window, a step at a time. */
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

        /** Goes a step further; whether there was something. */
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
