"""What has to be built before the parts can run: the encoder, the trained Rasa model."""

from __future__ import annotations

import typer

from commands.stop import stop
from hub.settings import ROOT, environment

app = typer.Typer()
encoder = typer.Typer(no_args_is_help=True, help="The sentence encoder.")
app.add_typer(encoder, name="encoder")


@app.command()
def train() -> None:
    """Set up Rasa and train it when something changed."""
    from hub import rasa_setup
    from knowledge_base.store import KnowledgeBaseError, read_knowledge_base

    machine = environment()
    try:
        rasa_setup.sync(machine)
        model = rasa_setup.train(read_knowledge_base(), machine)
    except (rasa_setup.SetupError, KnowledgeBaseError) as error:
        raise stop(str(error)) from error
    print(model.relative_to(ROOT))


@app.command()
def prepare() -> None:
    """Build what the parts would build at their first start: encoder, chat widget, staff's pages, safety classifier, search index."""
    from hub import knowledge, npm_build, progress, safety, staff_setup, widget_setup
    from knowledge_base.encoder import EncoderMissingError
    from knowledge_base.store import KnowledgeBaseError

    machine = environment()
    encoder_build()
    try:
        widget_setup.build(machine)
        staff_setup.build(machine)
        with progress.step("Building the search index", machine.hub_state):
            knowledge.search()
    except (npm_build.NotBuiltError, KnowledgeBaseError, EncoderMissingError) as error:
        raise stop(str(error)) from error
    with progress.step("Training the safety screen's classifier", machine.hub_state):
        safety.prepare()
    if not safety.complete():
        raise stop("The safety screen's classifier could not be built; see the messages above.")


@app.command()
def validate() -> None:
    """Check Rasa's domain, rules and training data; exit status 1 on any warning."""
    from hub import rasa_setup
    from knowledge_base.store import read_knowledge_base

    machine = environment()
    try:
        rasa_setup.sync(machine)
        rasa_setup.validate(read_knowledge_base(), machine)
    except rasa_setup.SetupError as error:
        raise stop(str(error)) from error


@encoder.command("build")
def encoder_build() -> None:
    """Build the sentence encoder's graph from its weights, once."""
    from hub import progress
    from knowledge_base import build_encoder

    with progress.step("Building the sentence encoder", environment().hub_state):
        build_encoder.build()


@encoder.callback()
def encoder_commands() -> None:
    """The sentence encoder."""
