package dev.taskcast.config;

/** What the gateway runs for: real users, or a developer on this machine. */
public enum Mode {
    /** Real users. The gateway issues no tokens, and publishes nothing for a page. */
    PRODUCTION,
    /**
     * A developer on this machine: a secret for this run, the demo page and its routes, and requests from loopback
     * only.
     */
    DEVELOPMENT;

    /** The mode that {@code taskcast.mode} names. */
    public static Mode read(SettingValues settings) {
        String text = settings.text("taskcast.mode");
        return switch (text) {
            case "production" -> PRODUCTION;
            case "development" -> DEVELOPMENT;
            default ->
                throw new IllegalArgumentException(
                        "Setting taskcast.mode is '" + text + "'; allowed is production or development");
        };
    }
}
