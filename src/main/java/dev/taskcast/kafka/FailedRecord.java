package dev.taskcast.kafka;

/** An unexpected failure kept a record out of the log. The log continues at this record. */
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

    /**
     * What an operator may see: the kind of failure and its place in the code. The original message could contain
     * content.
     */
    Throwable defect() {
        Throwable defect = new IllegalStateException(getCause().getClass().getName());
        defect.setStackTrace(getCause().getStackTrace());
        return defect;
    }
}
