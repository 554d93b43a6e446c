/** The variables of a caller's leg as mod_json_cdr of FreeSWITCH 1.10.12 writes them, those that are read and a few that are not. */
export const CALLER_VARIABLES: Readonly<Record<string, string>> = {
  direction: 'inbound',
  uuid: '00000000-0000-4000-8000-000000000001',
  sip_from_user: '+8613800138000',
  sip_full_from: '"A" <sip:+8613800138000@192.0.2.1>;tag=x',
  sip_cid_type: 'none',
  sip_req_user: '17000000001',
  sofia_profile_name: 'axbridge',
  axbridge_entry: 'incoming',
  axbridge_stage: 'connecting',
  axbridge_mark: 'axb1.00000000-0000-4000-8000-000000000001.7.a.masked.+8617000000001',
  presence_data: 'axb1.00000000-0000-4000-8000-000000000001.7.a.masked.+8617000000001.first',
  originated_legs:
    'ARRAY::00000000-0000-4000-8000-000000000002;8617000000001;8617000000001|:00000000-0000-4000-8000-000000000003;8617000000001;8617000000001',
  sip_call_id: '67bfacc8-4581-4816-ad66-a981401559e5',
  hangup_cause: 'NORMAL_CLEARING',
  hangup_cause_q850: '16',
  sip_term_status: '200',
  sip_hangup_disposition: 'recv_bye',
  start_uepoch: '1795277692505725',
  progress_uepoch: '1795277692545736',
  progress_media_uepoch: '0',
  answer_uepoch: '1795277692565735',
  bridge_uepoch: '1795277692565735',
  end_uepoch: '1795277692905732',
  read_codec: 'PCMA',
  write_codec: 'PCMA',
  rtp_audio_in_media_packet_count: '15',
  rtp_audio_in_mos: '4.50',
  rtp_audio_in_quality_percentage: '100.00',
  rtp_audio_in_jitter_loss_rate: '0.00',
  rtp_audio_in_mean_interval: '20.00',
  rtp_audio_in_jitter_max_variance: '0.00',
  rtp_audio_out_media_packet_count: '13',
};

export const CALLED_VARIABLES: Readonly<Record<string, string>> = {
  ...CALLER_VARIABLES,
  direction: 'outbound',
  uuid: '00000000-0000-4000-8000-000000000002',
  presence_data: 'axb1.00000000-0000-4000-8000-000000000001.7.a.masked.+8617000000001.called',
  axbridge_entry: '',
  originated_legs: '',
  sip_gateway_name: 'east',
  sip_to_user: '8613800138001',
  sip_destination_url: 'sip:8613800138001@192.0.2.2:5060',
  sip_hangup_disposition: 'send_bye',
};

export function legFile(
  variables: Readonly<Record<string, string>>,
  callflow: readonly object[] = [],
): string {
  const rest = { 'core-uuid': 'x', channel_data: {}, callStats: {}, callflow };
  const applications = [
    { app_name: 'set', app_data: 'a=b', app_stamp: '1795277692507474' },
    { app_name: 'park', app_data: '', app_stamp: '1795277692508215' },
    { app_name: 'multiset', app_data: '', app_stamp: '1795277692528709' },
    { app_name: 'park', app_data: '', app_stamp: '1795277692600000' },
  ];
  return `${JSON.stringify({ ...rest, app_log: { applications }, switchname: 'switch', variables })}\n`;
}
