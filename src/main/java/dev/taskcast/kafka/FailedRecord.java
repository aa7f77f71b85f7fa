package dev.taskcast.kafka;

/** A record could not be taken into the log, for a reason that nobody thought of. The log stands before it. */
final class FailedRecord extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int partition;
    private final long offset;

    FailedRecord(int partition, long offset, RuntimeException cause) {
        super("partition " + partition + ", offset " + offset, cause, false, false);
        this.partition = partition;
        this.offset = offset;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    /** What an operator may see of it: the kind of failure and where it is in the code. Its message could have content. */
    Throwable defect() {
        Throwable defect = new IllegalStateException(getCause().getClass().getName());
        defect.setStackTrace(getCause().getStackTrace());
        return defect;
    }
}
