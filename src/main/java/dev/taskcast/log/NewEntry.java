package dev.taskcast.log;

import dev.taskcast.events.SourceRecord;
import dev.taskcast.events.TaskEvent;
import dev.taskcast.wire.Frame;
import dev.taskcast.wire.ServerFrames;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An event that is about to be put into the window.
 *
 * @param sequence its number in this replica's log, counted from 1
 * @param source its record
 * @param arrival when it was appended, in milliseconds since the epoch
 * @param kept its frame in UTF-8, or the record's value if it is unread
 * @param cursorStart where the frame's cursor begins, in characters
 * @param detailsStart where the frame's details begin; {@link Entry#UNREAD} if it has no frame yet
 * @param feeds the feeds that it goes into
 */
record NewEntry(
        long sequence,
        SourceRecord source,
        long arrival,
        byte[] kept,
        int cursorStart,
        int detailsStart,
        List<Feed> feeds) {
    /**
     * The reference in a feed's ring, in bytes. A ring is at least half full while it grows, and never less than a
     * quarter.
     */
    private static final int PER_FEED = 16;

    /** A list of several feeds, which only this entry uses. */
    private static final int LIST = 40;

    /** One feed's slot in that list. */
    private static final int IN_LIST = 4;

    /** The slab's reference to the entry's feeds. */
    private static final int AUDIENCE = 4;

    /** Creates the entry of {@code event} with its frame. The cursor of {@code after} covers the event. */
    static NewEntry framed(Tail after, SourceRecord source, long arrival, TaskEvent event, List<Feed> feeds) {
        Frame frame = ServerFrames.taskUpdate(event.update(), after.text());
        byte[] text = frame.text().getBytes(StandardCharsets.UTF_8);
        return new NewEntry(after.sequence(), source, arrival, text, frame.cursorStart(), frame.detailsStart(), feeds);
    }

    /** Creates an entry for users without a reader; each reader that meets it makes its own frame. */
    static NewEntry unread(long sequence, SourceRecord source, long arrival, List<Feed> feeds) {
        return new NewEntry(sequence, source, arrival, source.value(), 0, Entry.UNREAD, feeds);
    }

    /** The memory that this entry is charged with. */
    int bytes() {
        return bytes(Slab.lengthOf(kept.length), feeds.size());
    }

    /**
     * The memory that an entry is charged with if it takes {@code length} bytes of a slab and is in {@code feeds}
     * feeds.
     */
    static int bytes(int length, int feeds) {
        return length + AUDIENCE + PER_FEED * feeds + (feeds > 1 ? LIST + IN_LIST * feeds : 0);
    }
}
