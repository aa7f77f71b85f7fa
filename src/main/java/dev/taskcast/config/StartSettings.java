package dev.taskcast.config;

/**
 * What our {@code server.xml} tells the application. The application checks these values, because the server itself
 * accepts any text.
 *
 * @param exit whether the process ends if the application does not start; only for a server that runs nothing else
 * @param accessLog whether the server logs requests
 */
public record StartSettings(boolean exit, boolean accessLog) {
    /** The settings {@code taskcast.start.*}. */
    public static StartSettings read(SettingValues settings) {
        return new StartSettings(settings.flag("taskcast.start.exit"), settings.flag("taskcast.start.access-log"));
    }
}
