package dev.taskcast.proof;

import dev.taskcast.reliability.Observer;
import java.net.URI;
import java.util.List;

/**
 * Records in an account what a device of the fleet reports.
 *
 * @param account the account of the device
 * @param user the number of its user
 */
record AccountObserver(Account account, int user) implements Observer {
    @Override
    public void event(String taskId) {
        account.event(taskId);
    }

    @Override
    public void welcome(URI gateway, String resume) {
        account.welcome("welcome " + resume + " by " + gateway.getAuthority());
    }

    @Override
    public void filter(List<String> channels) {
        account.narrow(Series.namesFor(user, channels));
    }

    @Override
    public void reloads() {
        account.reload();
    }

    @Override
    public void reset(String reason) {
        account.reset(reason);
    }

    @Override
    public void protocol(String what) {
        account.object(what);
    }

    @Override
    public void stranger(String what) {
        account.stranger(what);
    }
}
