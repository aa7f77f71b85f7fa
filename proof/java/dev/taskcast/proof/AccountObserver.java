package dev.taskcast.proof;

import dev.taskcast.reliability.Observer;
import java.net.URI;

/**
 * Records in an account what a device of the fleet reports.
 *
 * @param account the account of the device
 */
record AccountObserver(Account account) implements Observer {
    @Override
    public void event(String taskId) {
        account.event(taskId);
    }

    @Override
    public void welcome(URI gateway, String resume) {
        account.welcome("welcome " + resume + " by " + gateway.getAuthority());
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
