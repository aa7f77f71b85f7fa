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
 * @param sequence which it is in this replica's log, counted from 1; later ones have more
 * @param source its record
 * @param arrival when it was appended, in milliseconds since the epoch
 * @param kept its frame in UTF-8, or the record's value if it is kept unread
 * @param cursorStart where the frame's cursor begins, in characters
 * @param detailsStart where its details begin; {@link Entry#UNREAD} if it has no frame yet
 * @param feeds where it is found
 */
record NewEntry(
        long sequence,
        SourceRecord source,
        long arrival,
        byte[] kept,
        int cursorStart,
        int detailsStart,
        List<Feed> feeds) {
    /** The reference in a feed's ring, which is half full or more while it grows, and never less than a quarter. */
    private static final int PER_FEED = 16;

    /** A list of several feeds, which belongs to this entry alone. */
    private static final int LIST = 40;

    /** A feed's place in it. */
    private static final int IN_LIST = 4;

    /** Where its slab says which feeds it has. */
    private static final int AUDIENCE = 4;

    /** {@code event}, the last one that {@code after} covers, with its frame, because somebody of its audience reads. */
    static NewEntry framed(Tail after, SourceRecord source, long arrival, TaskEvent event, List<Feed> feeds) {
        Frame frame = ServerFrames.taskUpdate(event.update(), after.text());
        byte[] text = frame.text().getBytes(StandardCharsets.UTF_8);
        return new NewEntry(after.sequence(), source, arrival, text, frame.cursorStart(), frame.detailsStart(), feeds);
    }

    /** One for users of whom nobody reads: its frame is made for each reader that meets it. */
    static NewEntry unread(long sequence, SourceRecord source, long arrival, List<Feed> feeds) {
        return new NewEntry(sequence, source, arrival, source.value(), 0, Entry.UNREAD, feeds);
    }

    /** The memory that it is accounted with. */
    int bytes() {
        return bytes(Slab.lengthOf(kept.length), feeds.size());
    }

    /** The memory that one is accounted with that takes {@code length} bytes of a slab and is in so many feeds. */
    static int bytes(int length, int feeds) {
        return length + AUDIENCE + PER_FEED * feeds + (feeds > 1 ? LIST + IN_LIST * feeds : 0);
    }
}
