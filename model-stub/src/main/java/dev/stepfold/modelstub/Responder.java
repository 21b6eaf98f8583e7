package dev.stepfold.modelstub;

/** Decides what a {@link StubModel} does with a call. */
@FunctionalInterface
public interface Responder {
    /** The reply to the call. May wait; several calls come at once, each on a thread of its own. */
    StubReply reply(Call call) throws InterruptedException;
}
