package dev.taskcast.log;

/**
 * What is missing of one partition.
 *
 * @param from the first offset whose record was read and is gone; {@link Long#MAX_VALUE} if there is no such record
 * @param next the offset at which reading continues
 */
public record Gap(long from, long next) {
    /** Records before {@code next} were not read and cannot be read; what was read is still there. */
    public static Gap before(long next) {
        return new Gap(Long.MAX_VALUE, next);
    }

    /** The partition ends at {@code end}, though more was read. */
    public static Gap behind(long end) {
        return new Gap(end, end);
    }

    /** Nothing that was read is there any more; reading continues at {@code next}. */
    public static Gap all(long next) {
        return new Gap(0, next);
    }

    /** Whether records are gone that were read. */
    public boolean wasRead() {
        return from != Long.MAX_VALUE;
    }
}
