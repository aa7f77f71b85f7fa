package dev.taskcast.proof;

/**
 * What a line lets through.
 *
 * @param refuses whether it resets each connection at once
 * @param forth whether what the client sends gets through; otherwise it waits, as packets do that TCP sends again
 * @param back the same for what the server sends
 * @param bytesPerSecond how much gets through in each direction; 0 for as much as comes
 */
record Weather(boolean refuses, boolean forth, boolean back, int bytesPerSecond) {
    static final Weather FAIR = new Weather(false, true, true, 0);
    static final Weather CUT = new Weather(true, false, false, 0);
    static final Weather STALLED = new Weather(false, false, false, 0);
    static final Weather ONE_WAY = new Weather(false, true, false, 0);

    /** So little that nothing is in time. */
    static Weather slow(int bytesPerSecond) {
        return new Weather(false, true, true, bytesPerSecond);
    }
}
