package dev.stepfold.modelstub;

/** Says what a {@link StubModel} does with a call. */
@FunctionalInterface
public interface Responder {
    /** What to do with the call. May wait; several calls come at once, each on a thread of its own. */
    StubReply reply(Call call) throws InterruptedException;
}
