package dev.taskcast.log;

/**
 * The missing records of one partition.
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

    /** All records that were read are gone; reading continues at {@code next}. */
    public static Gap all(long next) {
        return new Gap(0, next);
    }

    /** Whether records that were read are gone. */
    public boolean wasRead() {
        return from != Long.MAX_VALUE;
    }
}
