package dev.stepfold.orchestrator.service;

import dev.stepfold.testkit.ClassInitializationContract;

class ClassInitializationTest extends ClassInitializationContract {}
