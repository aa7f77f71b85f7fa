package dev.taskcast.config;

/** What the gateway runs for: real users, or a developer at this machine. */
public enum Mode {
    /** Real users. Nothing hands out tokens, nothing publishes for a page. */
    PRODUCTION,
    /** A developer at this machine: a secret for this run, the demo page and what it needs, loopback only. */
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
