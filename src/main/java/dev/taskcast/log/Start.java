package dev.taskcast.log;

import dev.taskcast.wire.Beginning;
import dev.taskcast.wire.Cursor;
import dev.taskcast.wire.ResetReason;

/**
 * Where a reader begins.
 *
 * @param beginning what its client is told
 * @param position up to which sequence everything was seen
 * @param floor the cursor that the client came with; null if it begins at the end of the log
 */
record Start(Beginning beginning, long position, Cursor floor) {
    static Start fresh(TaskLog.Tail tail) {
        return new Start(new Beginning.Fresh(tail.cursor()), tail.sequence(), null);
    }

    static Start reset(ResetReason reason, TaskLog.Tail tail) {
        return new Start(new Beginning.Reset(reason, tail.cursor()), tail.sequence(), null);
    }

    static Start resumed(long position, Cursor floor) {
        return new Start(new Beginning.Resumed(floor.encode()), position, floor);
    }
}
