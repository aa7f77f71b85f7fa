package dev.taskcast.config;

/**
 * Who may ask what the gateway knows of its sessions, besides callers with the role {@code admin}.
 *
 * @param loopback whether anybody on this machine may ask, without a token
 */
public record AdminSettings(boolean loopback) {
    /** The settings {@code taskcast.admin.*}. */
    public static AdminSettings read(SettingValues settings) {
        return new AdminSettings(settings.flag("taskcast.admin.loopback"));
    }
}
