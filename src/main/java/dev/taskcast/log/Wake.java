package dev.taskcast.log;

import dev.taskcast.lines.LogFields;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Wakes the readers and waiters of the log, each independently of the others.
 *
 * <p>When a wake fails, the log has moved on already. The failure therefore stays here: the others are woken, and the
 * record is not read again. The session that missed its wake continues at the next one. Only the first failure is
 * logged.
 */
final class Wake {
    private static final Logger LOG = Logger.getLogger(Wake.class.getName());
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    private Wake() {}

    static void quietly(Runnable wake) {
        try {
            wake.run();
        } catch (RuntimeException | OutOfMemoryError failed) {
            if (FAILED.compareAndSet(false, true)) {
                LogFields.log(
                        LOG,
                        Level.WARNING,
                        "TCAST0502W: A session could not be woken; the others were: {0}",
                        "reason",
                        failed.getClass().getName());
            }
        }
    }
}
