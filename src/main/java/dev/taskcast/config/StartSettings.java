package dev.taskcast.config;

/**
 * What becomes of a process whose application does not start.
 *
 * @param exit whether it ends; only for a server that runs nothing else
 */
public record StartSettings(boolean exit) {
    /** The settings {@code taskcast.start.*}. */
    public static StartSettings read(SettingValues settings) {
        return new StartSettings(settings.flag("taskcast.start.exit"));
    }
}
