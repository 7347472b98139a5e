"""Words around schools: what ends a school's name, what tells its kind, and what comes before "school" in a sentence."""

from __future__ import annotations

from hub.anonymise.word_sets import word_set

# Words that end a school's name.
HEADS = word_set(
    "school academy primary infants infant juniors junior jmi nursery preschool college secondary grammar sch academies prep kindergarten playgroup comprehensive"
)
# Ends only with a capital: "Kingsdene Boys", "Birchwood High", "Ashbrook Sixth Form".
CAPITAL_HEADS = word_set("boys girls boys' girls' high sixth upper middle")
# Words of kind that may stand before the end.
KINDS = HEADS | word_set(
    "high upper middle lower first sixth form girls boys girls' boys' catholic rc cofe ce church c e england voluntary controlled aided va vc special "
    "community foundation free independent pre and of technology sports specialist learning education studio science language preparatory"
)
# Before such a word it is a kind of school, not a name.
GENERIC = word_set(
    "a an the his her my our your their this that these those any some every each another other no which what whose same one two three third second last "
    "new old current previous former next nearest local mainstream state private public big large huge good bad better worst lovely "
    "great nice amazing brilliant awful terrible rubbish supportive different right wrong suitable sen send alternative online home hospital boarding day after before "
    "at to in from for with on by or but if when while since until because about into between near outside during through attends attending attend "
    "start starts starting started leave leaves leaving left go goes going went hate hates hated refuse refuses refusing like likes loves love is was are were be been being "
    "has have had get gets getting got do does did not never always still just only even so too very really all both most many few more less than then "
    "whole full part time busy village town city county country faith religious christian jewish muslim non nearby feeder partner medical sunday saturday "
    "art drama dance music driving swimming night evening weekend holiday breakfast finished changed moved move moving changing change choose choosing find finding "
    "term reception year autumn winter sons daughters sisters brothers boy girl childs kids childrens "
    "as asd autism autistic adhd semh sld mld pmld eotas outstanding ofsted forest play montessori steiner trust multi top normal regular real actual present original "
    "he she it they we you i me him them us who how why where proper inclusive additional resourced maintained secondry further higher agricultural "
    "small little summer spring best sure mum dad parents parent teacher head senco said says asked told called phoned rang think thinks know knows hi hello dear thanks thank please "
    "help tell ask email ring phone call bring take took makes make made keep kept let lets want wants need needs via per and of week today yesterday tomorrow monday tuesday wednesday "
    "thursday friday miss missed missing skip skips skipping off out up down back again now there here hours uniform transport support governors naming named name "
    "early late both neither either excluded expelled suspended outside inside beside alongside hating loving enjoying loved enjoys enjoy under over against without like inner catchment "
    "st ks1 ks2 ks3 ks4 ey eyfs london hertfordshire herts british english local-authority lea council secular selective single mixed unknown"
)
# Endings and words of places; a word like that before "primary" is a name even where everybody knows the word.
PLACE_ENDINGS = (
    "field", "fields", "wood", "woods", "hill", "hills", "brook", "dale", "lands", "mead", "meadow", "meadows", "bourne", "bury", "side", "view", "croft",
    "worth", "hurst", "ridge", "leigh", "wick", "burn", "bridge", "stead", "stone", "oak", "oaks", "acre", "acres", "tree", "trees", "downs", "bank",
    "grove", "park", "thorpe", "lake", "lakes", "way", "ways",
)  # fmt: skip
NO_PLACES = word_set(
    "outside inside beside alongside upside downside seaside bedside countryside wayside always anyways away sideways halfway someway subway railway motorway gateway "
    "worth way stone bank bridge tree trees side park hill view woods wood fields field oak stones brook"
)
PLACE_WORDS = word_set(
    "hill hills lane road street park view grove manor green common heath field fields wood woods brook bridge bank oak oaks tree trees meadow meadows mead "
    "acorns saints trinity lourdes lady cross hall house court gate gates end garden gardens rise way mount mills mill farm orchard orchards beacon "
    "acre acres copse end priory abbey chase warren vale valley river lake lakes ash elm elms willow willows cedar cedars laurel laurels beech beeches birch lime limes "
    "poplar poplars chestnut chestnuts hawthorn holly ivy primrose bluebell bluebells daisy rainbow rainbows sunshine sunflower sunflowers ladybird ladybirds "
    "butterfly butterflies busy bees bee caterpillars ducklings cygnets owls robins squirrels hedgehogs toadstool treetops tiny tots toes stars bunnies teddies "
    "days footsteps steps explorers pebbles pathways pathway heights academy-park parkside lea leas leys dell spring springs well wells knight knights king kings queen queens bishop"
)
