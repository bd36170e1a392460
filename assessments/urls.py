"""Addresses of the self-assessment, and of what services do about it."""

from django.urls import path

from assessments.views import assessing, evidence, improving, journey, peers, room, service_peers, team_sessions

app_name = "assessments"
_SERVICE = "<slug:partnership>/services/<slug:service>/"
_HERE = _SERVICE + "assessment/"
_ACTIONS = _SERVICE + "actions/"
_ROOM = _HERE + "<slug:round_slug>/team-session/"
_FILES = _HERE + "<slug:round_slug>/files/<int:pk>/"
_JOURNEY = _SERVICE + "journey/"
_PEERS = _SERVICE + "peers/"
_CONVERSATION = "<slug:partnership>/peers/<int:pk>/"
urlpatterns = [
    path("<slug:partnership>/exports/self-assessments.csv", assessing.assessments_csv, name="assessments-csv"),
    path("<slug:partnership>/actions/", improving.actions, name="actions"),
    path("<slug:partnership>/actions/overview/", improving.actions_overview, name="actions-overview"),
    path("<slug:partnership>/exports/actions.csv", improving.actions_csv, name="actions-csv"),
    path(_ACTIONS, improving.action_list, name="action-list"),
    path(_ACTIONS + "new/", improving.action_edit, name="action-create"),
    path(_ACTIONS + "<int:pk>/", improving.action_edit, name="action-edit"),
    path(_ACTIONS + "<int:pk>/delete/", improving.action_delete, name="action-delete"),
    path(_ACTIONS + "<int:pk>/state/", improving.action_state, name="action-state"),
    path(_JOURNEY, journey.journey, name="journey"),
    path(_JOURNEY + "<slug:round_slug>/", journey.journey_edit, name="journey-edit"),
    path(_JOURNEY + "<slug:round_slug>/autosave/", journey.journey_autosave, name="journey-autosave"),
    path("<slug:partnership>/peers/", peers.peers, name="peers"),
    path("<slug:partnership>/peers/offer/", peers.peer_offer, name="peer-offer"),
    path("<slug:partnership>/peers/offer/stop/", peers.peer_offer_stop, name="peer-offer-stop"),
    path("<slug:partnership>/peers/overview/", peers.peers_overview, name="peers-overview"),
    path(_CONVERSATION, peers.peer_conversation, name="peer-conversation"),
    path(_CONVERSATION + "state/", peers.peer_state, name="peer-state"),
    path(_CONVERSATION + "decline/", peers.peer_decline, name="peer-decline"),
    path(_CONVERSATION + "words/", peers.peer_words, name="peer-words"),
    path(_CONVERSATION + "answer/", peers.peer_answer, name="peer-answer"),
    path(_CONVERSATION + "came-of-it/", peers.peer_came, name="peer-came"),
    path(_PEERS, service_peers.service_peers, name="service-peers"),
    path(_PEERS + "ask/", service_peers.peer_ask, name="peer-ask"),
    path(_PEERS + "ask/stop/", service_peers.peer_ask_stop, name="peer-ask-stop"),
    path(_PEERS + "invite/", service_peers.peer_invite, name="peer-invite"),
    path(_HERE + "start/", assessing.assessment_start, name="assessment-start"),
    path(_HERE + "<slug:round_slug>/", assessing.assessment_tasks, name="assessment-tasks"),
    path(_HERE + "<slug:round_slug>/check/", assessing.assessment_check, name="assessment-check"),
    path(_HERE + "<slug:round_slug>/ready/", assessing.assessment_ready, name="assessment-ready"),
    path(_HERE + "<slug:round_slug>/add-features/", assessing.assessment_add_features, name="assessment-add-features"),
    path(_HERE + "<slug:round_slug>/share/", assessing.assessment_share, name="assessment-share"),
    path(_HERE + "<slug:round_slug>/profile/", assessing.assessment_profile, name="assessment-profile"),
    path(_HERE + "<slug:round_slug>/reopen/", assessing.assessment_reopen, name="assessment-reopen"),
    path(_FILES, evidence.evidence_file, name="evidence-file"),
    path(_FILES + "remove/", evidence.evidence_remove, name="evidence-remove"),
    path(_HERE + "<slug:round_slug>/statement/<slug:code>/files/", evidence.evidence_files, name="evidence-files"),
    path(_ROOM + "start/", team_sessions.session_start, name="session-start"),
    path(_ROOM + "<int:pk>/", team_sessions.team_session, name="team-session"),
    path(_ROOM + "<int:pk>/slips/", team_sessions.session_slips, name="session-slips"),
    path(_ROOM + "<int:pk>/end/", team_sessions.session_end, name="session-end"),
    path(_ROOM + "<int:pk>/afresh/", team_sessions.session_afresh, name="session-afresh"),
    path(_ROOM + "<int:pk>/<slug:code>/open/", team_sessions.voting_open, name="voting-open"),
    path(_ROOM + "<int:pk>/<slug:code>/close/", team_sessions.voting_close, name="voting-close"),
    path(_ROOM + "<int:pk>/<slug:code>/decide/", team_sessions.session_decide, name="session-decide"),
    path(_HERE + "<slug:round_slug>/<slug:feature>/", assessing.feature_edit, name="feature-edit"),
    path(_HERE + "<slug:round_slug>/<slug:feature>/autosave/", assessing.feature_autosave, name="feature-autosave"),
]

# A team's phones: below the addresses of surveys, which stay out of our log and those of proxies (docs/running.md).
ROOM = [
    path("s/room/", room.enter, name="enter"),
    path("s/room/<slug:code>/", room.join, name="join"),
    path("s/room/<slug:code>/<slug:ballot>/", room.phone, name="phone"),
    path("s/room/<slug:code>/<slug:ballot>/now/", room.now, name="now"),
]
